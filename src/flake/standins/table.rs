//! The projects that are modelled: where each lives, its usual name, and its text.

use super::Standin;

const OPAQUE: (&str, &str) = ("opaque.nix", include_str!("opaque.nix"));
const SYSTEMS: (&str, &str) = ("systems.nix", include_str!("systems.nix"));

macro_rules! text {
    ($file:literal) => {
        ($file, include_str!($file))
    };
}

const fn row(name: &'static str, slugs: &'static [&'static str], text: (&'static str, &'static str)) -> Standin {
    Standin { slugs, name, file: text.0, text: text.1 }
}

pub(super) static STANDINS: &[Standin] = &[
    // How flakes are written.
    row("flake-parts", &["hercules-ci/flake-parts"], text!("flake-parts.nix")),
    row("flake-utils", &["numtide/flake-utils"], text!("flake-utils.nix")),
    row("haumea", &["nix-community/haumea"], text!("haumea.nix")),
    row("import-tree", &["vic/import-tree", "denful/import-tree"], text!("import-tree.nix")),
    row("systems", &["nix-systems/default"], SYSTEMS),
    row("default-linux", &["nix-systems/default-linux"], SYSTEMS),
    row("default-darwin", &["nix-systems/default-darwin"], SYSTEMS),
    row("x86_64-linux", &["nix-systems/x86_64-linux"], SYSTEMS),
    row("aarch64-linux", &["nix-systems/aarch64-linux"], SYSTEMS),
    row("x86_64-darwin", &["nix-systems/x86_64-darwin"], SYSTEMS),
    row("aarch64-darwin", &["nix-systems/aarch64-darwin"], SYSTEMS),
    // Secrets.
    row("sops-nix", &["mic92/sops-nix"], text!("sops-nix.nix")),
    row("agenix", &["ryantm/agenix"], text!("agenix.nix")),
    row("ragenix", &["yaxitech/ragenix"], text!("agenix.nix")),
    row("agenix-rekey", &["oddlama/agenix-rekey"], text!("agenix-rekey.nix")),
    row("opnix", &["brizzbuzz/opnix", "mrjones2014/opnix"], text!("opnix.nix")),
    // Nothing that containers depend on.
    row("arion", &["hercules-ci/arion"], OPAQUE),
    row("attic", &["zhaofengli/attic"], OPAQUE),
    row("authentik-nix", &["nix-community/authentik-nix", "mayflower/authentik-nix"], OPAQUE),
    row("catppuccin", &["catppuccin/nix"], OPAQUE),
    row("chaotic", &["chaotic-cx/nyx"], OPAQUE),
    row("comin", &["nlewo/comin"], OPAQUE),
    row("compose2nix", &["aksiksi/compose2nix"], OPAQUE),
    row("darwin", &["lnl7/nix-darwin", "nix-darwin/nix-darwin"], OPAQUE),
    row("declarative-cachix", &["jonascarpay/declarative-cachix"], OPAQUE),
    row("devenv", &["cachix/devenv"], OPAQUE),
    row("devshell", &["numtide/devshell"], OPAQUE),
    row("disko", &["nix-community/disko"], OPAQUE),
    row("git-hooks", &["cachix/git-hooks.nix", "cachix/pre-commit-hooks.nix"], OPAQUE),
    row("hjem", &["feel-co/hjem"], OPAQUE),
    row("home-manager", &["nix-community/home-manager", "rycee/home-manager"], OPAQUE),
    row("hyprland", &["hyprwm/hyprland"], OPAQUE),
    row("impermanence", &["nix-community/impermanence"], OPAQUE),
    row("jovian", &["jovian-experiments/jovian-nixos"], OPAQUE),
    row("lanzaboote", &["nix-community/lanzaboote"], OPAQUE),
    row("lix-module", &["lix-project/nixos-module"], OPAQUE),
    row("microvm", &["astro/microvm.nix", "microvm-nix/microvm.nix"], OPAQUE),
    row("musnix", &["musnix/musnix"], OPAQUE),
    row("niri", &["sodiboo/niri-flake"], OPAQUE),
    row("nix-flatpak", &["gmodena/nix-flatpak"], OPAQUE),
    row("nix-index-database", &["nix-community/nix-index-database", "mic92/nix-index-database"], OPAQUE),
    row("nix-minecraft", &["infinidoge/nix-minecraft"], OPAQUE),
    row("nix-topology", &["oddlama/nix-topology"], OPAQUE),
    row("nixos-anywhere", &["nix-community/nixos-anywhere", "numtide/nixos-anywhere"], OPAQUE),
    row("nixos-facter-modules", &["nix-community/nixos-facter-modules", "numtide/nixos-facter-modules"], OPAQUE),
    row("nixos-generators", &["nix-community/nixos-generators"], OPAQUE),
    row("nixos-hardware", &["nixos/nixos-hardware"], OPAQUE),
    row("nixos-wsl", &["nix-community/nixos-wsl"], OPAQUE),
    row("nixvim", &["nix-community/nixvim", "pta2002/nixvim"], OPAQUE),
    row("nur", &["nix-community/nur"], OPAQUE),
    row("nvf", &["notashelf/nvf"], OPAQUE),
    row("plasma-manager", &["nix-community/plasma-manager", "pjones/plasma-manager"], OPAQUE),
    row("pre-commit-hooks", &["cachix/pre-commit-hooks"], OPAQUE),
    row("process-compose-flake", &["platonic-systems/process-compose-flake"], OPAQUE),
    row("quadlet-nix", &["seiarotg/quadlet-nix", "mirkolenz/quadlet-nix"], OPAQUE),
    row("simple-nixos-mailserver", &["simple-nixos-mailserver/nixos-mailserver"], OPAQUE),
    row("spicetify-nix", &["gerg-l/spicetify-nix", "the-argus/spicetify-nix"], OPAQUE),
    row("srvos", &["nix-community/srvos", "numtide/srvos"], OPAQUE),
    row("stylix", &["nix-community/stylix", "danth/stylix"], OPAQUE),
    row("treefmt-nix", &["numtide/treefmt-nix"], OPAQUE),
    row("vscode-server", &["nix-community/nixos-vscode-server", "msteen/nixos-vscode-server"], OPAQUE),
];
