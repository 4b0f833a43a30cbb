//! OCI007: both `imageFile` and `imageStream`.

use super::cx::{RuleCx, Sink, if_enabled, may_coexist};
use super::meta::rule;

rule! {
    /// ## What it does
    /// Reports a container that sets both `imageFile` and `imageStream`.
    ///
    /// ## Why is this bad?
    /// NixOS refuses the configuration: an assertion allows only one of the two. Both would be loaded, and which image
    /// then has the name that `image` gives is a matter of order.
    ///
    /// ## Example
    /// ```nix
    /// { pkgs, ... }:
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "localhost/web:1";
    ///     imageFile = pkgs.dockerTools.buildImage { name = "localhost/web"; tag = "1"; };
    ///     imageStream = pkgs.dockerTools.streamLayeredImage { name = "localhost/web"; tag = "1"; };
    ///   };
    /// }
    /// ```
    /// Use instead:
    /// ```nix
    /// { pkgs, ... }:
    /// {
    ///   virtualisation.oci-containers.containers.web = {
    ///     image = "localhost/web:1";
    ///     imageStream = pkgs.dockerTools.streamLayeredImage { name = "localhost/web"; tag = "1"; };
    ///   };
    /// }
    /// ```
    ///
    /// ## Unknowns
    /// Silent while it is not known whether one of them is null. Which package it is does not matter.
    pub(super) static IMAGE_FILE_AND_STREAM = "OCI007" "image-file-and-stream" Error since R24_11;
}

fn check(cx: &RuleCx<'_>, out: &mut Sink) {
    for container in cx.containers() {
        let (file, stream) = (&container.image_file, &container.image_stream);
        let (Some(Some(_)), Some(Some(_))) = (file.known(), stream.known()) else { continue };
        if !may_coexist(file.certain, stream.certain) {
            continue;
        }
        let (file_at, stream_at) = (file.key.or(file.at), stream.key.or(stream.at));
        let (first, second) = if stream_at < file_at { (stream_at, file_at) } else { (file_at, stream_at) };
        let Some(at) = second.or(container.at) else { continue };
        let message = "both `imageFile` and `imageStream` are set";
        let mut finding = IMAGE_FILE_AND_STREAM.at(at, message).container(container.name.as_str());
        if let Some(first) = first {
            finding = finding.label(first, "the other one is set here");
        }
        finding = finding.help("keep one of them");
        out.push(if_enabled(finding, container.certain && file.certain && stream.certain));
    }
}
