//! `ocinix graph`: the picture of the example in `docs/`, what is said in each format, and that the layout holds with many
//! containers and with hostile names.

use expect_test::{expect, expect_file};
use libtest_mimic::Trial;

use crate::support::{ocinix, ocinix_in};

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        the_picture_of_the_example,
        the_readme_shows_the_list,
        as_mermaid,
        as_dot,
        thirty_containers_do_not_overlap,
        names_mean_nothing,
    ]
}

/// Made anew by `UPDATE_EXPECT=1`.
fn the_picture_of_the_example() {
    let ran = ocinix(&["graph", "examples/nas", "--format", "svg"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    expect_file!["../../docs/graph.svg"].assert_eq(&ran.out);
}

fn the_readme_shows_the_list() {
    let ran = ocinix(&["list", "examples/nas"]);
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README.md");
    let block = format!("$ ocinix list examples/nas\n{}```", ran.out);
    assert!(readme.contains(&block), "README.md should have:\n{block}");
}

const SMALL: &str = r#"{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = {
    web = {
      image = "docker.io/library/nginx:1.27@sha256:648a4c57c6d358648a4c57c6d358648a4c57c6d358648a4c57c6d358648a4c57";
      ports = [ "8080:80" "127.0.0.1:9000:9000/udp" ];
      dependsOn = [ "db" ];
      networks = [ "proxy" ];
      volumes = [ "/srv/shared:/a:ro" "/srv/web:/b" "cache:/c:ro" ];
    };
    db = { image = "postgres:17"; podman.sdnotify = "healthy"; volumes = [ "/srv/shared:/a" ]; networks = [ "proxy" ]; };
    side = { image = "tool:1"; extraOptions = [ "--network=container:web" ]; };
  };
}"#;

fn picture(host: &str, format: &str) -> String {
    let dir = tempfile::tempdir().expect("scratch folder");
    std::fs::create_dir(dir.path().join("small")).expect("folder");
    std::fs::write(dir.path().join("small/configuration.nix"), host).expect("file");
    let ran = ocinix_in(dir.path(), &["graph", "small", "--format", format, "--nixos", "26.05"]);
    assert!(ran.status < 2, "{}", ran.err);
    ran.out
}

fn as_mermaid() {
    expect![[r#"
        flowchart LR
          subgraph h0u0["root"]
            h0c0["<b>side</b><br/>tool:1"]
            h0c1["<b>web</b><br/>docker.io/library/nginx:1.27"]
            h0c2["<b>db</b><br/>postgres:17"]
          end
          h0n0{{"proxy"}}:::net
          h0v0[("/srv/shared")]:::dim
          h0c0 -->|in the network of| h0c1
          h0p1_0(["everyone, unfiltered<br/>8080 → 80"]):::everyone --> h0c1
          h0p1_1(["loopback<br/>127.0.0.1:9000/udp"]):::near --> h0c1
          h0c1 ==>|needs| h0c2
          h0c1 --- h0n0
          h0c1 -.- h0o1[("/srv/web<br/>cache (ro)")]:::dim
          h0c1 -. ro .- h0v0
          h0c2 --- h0n0
          h0c2 -.- h0v0
          classDef everyone fill:#ffebe9,stroke:#cf222e,color:#82071e
          classDef lan fill:#fff8c5,stroke:#9a6700,color:#4d2d00
          classDef near fill:#dafbe1,stroke:#1a7f37,color:#0a3817
          classDef dim fill:#f6f8fa,stroke:#8c959f,color:#24292f
          classDef net fill:#ddf4ff,stroke:#0969da,color:#0a3069
    "#]]
    .assert_eq(&picture(SMALL, "mermaid"));
}

fn as_dot() {
    expect![[r##"
        digraph containers {
          rankdir=LR; fontname="Helvetica"; compound=true;
          node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor=white];
          edge [fontname="Helvetica", fontsize=9, color="#57606a"];
          subgraph cluster_h0u0 {
            label="root"; style="rounded,filled"; fillcolor="#f6f8fa";
            h0c0 [label="side\ntool:1"];
            h0c1 [label="web\ndocker.io/library/nginx:1.27"];
            h0c2 [label="db\npostgres:17"];
          }
          h0n0 [label="proxy", shape=hexagon, fillcolor="#ddf4ff"];
          h0v0 [label="/srv/shared", shape=cylinder];
          h0c0 -> h0c1 [label="in the network of"];
          h0p1_0 [label="everyone, unfiltered\n8080 → 80", shape=box, fillcolor="#ffebe9"];
          h0p1_0 -> h0c1;
          h0p1_1 [label="loopback\n127.0.0.1:9000/udp", shape=box, fillcolor="#dafbe1"];
          h0p1_1 -> h0c1;
          h0c1 -> h0c2 [penwidth=2, label="needs"];
          h0c1 -> h0n0 [dir=none, color="#0969da"];
          h0o1 [label="/srv/web\ncache (ro)", shape=cylinder];
          h0c1 -> h0o1 [dir=none, style=dashed];
          h0c1 -> h0v0 [dir=none, style=dashed, label="ro"];
          h0c2 -> h0n0 [dir=none, color="#0969da"];
          h0c2 -> h0v0 [dir=none, style=dashed];
        }
    "##]]
    .assert_eq(&picture(SMALL, "dot"));
}

fn number(node: roxmltree::Node<'_, '_>, name: &str) -> f64 {
    let text = node.attribute(name).unwrap_or_else(|| panic!("{} has no {name}", node.tag_name().name()));
    text.parse().unwrap_or_else(|_| panic!("{name} is {text}"))
}

/// Thirty containers of two users that need each other, share networks and volumes, and publish much.
fn thirty_containers_do_not_overlap() {
    let containers: String = (0..30)
        .map(|i| {
            format!(
                "c{i} = {{ image = \"registry.example.org/group/image-{i}:1.{i}\"; dependsOn = [ {} ]; networks = [ \"n{}\" ];\n\
                 ports = [ {} ]; volumes = [ \"/srv/shared-{}:/a\" \"/srv/c{i}:/b\" ]; {} }};\n",
                if i % 3 == 0 { String::new() } else { format!("\"c{}\"", i / 2) },
                i % 5,
                (0..i % 4).map(|p| format!("\"{}:{p}{i}\"", 8000 + i * 10 + p)).collect::<Vec<_>>().join(" "),
                i % 4,
                if i % 2 == 0 { "podman.user = \"app\";" } else { "" },
            )
        })
        .collect();
    let host = format!(
        "{{ virtualisation.oci-containers.backend = \"podman\"; users.groups.app = {{ }};\n\
         users.users.app = {{ isSystemUser = true; group = \"app\"; uid = 900; linger = true; }};\n\
         virtualisation.oci-containers.containers = {{ {containers} }}; }}"
    );
    let svg = picture(&host, "svg");
    let document = roxmltree::Document::parse(&svg).expect("XML");
    let root = document.root_element();
    let (width, height) = (number(root, "width"), number(root, "height"));
    let boxes: Vec<(f64, f64, f64, f64)> = document
        .descendants()
        .filter(|n| n.has_tag_name("rect") && n.attribute("rx") == Some("6"))
        .map(|n| (number(n, "x"), number(n, "y"), number(n, "width"), number(n, "height")))
        .collect();
    assert_eq!(boxes.len(), 30);
    for (i, a) in boxes.iter().enumerate() {
        for b in boxes.iter().skip(i + 1) {
            let apart = a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1;
            assert!(apart, "{a:?} and {b:?} overlap");
        }
    }
    let mut places = std::collections::BTreeSet::new();
    for text in document.descendants().filter(|n| n.has_tag_name("text")) {
        let shown: String = text.children().filter(|c| c.is_text()).filter_map(|c| c.text()).collect();
        let (x, y, size) = (number(text, "x"), number(text, "y"), number(text, "font-size"));
        let wide = shown.chars().count() as f64 * size * 0.605;
        let (left, right) = if text.attribute("text-anchor") == Some("end") { (x - wide, x) } else { (x, x + wide) };
        let slanted = text.attribute("transform").is_some();
        assert!(left >= 0.0 && (slanted || right <= width) && y <= height, "{shown} leaves the picture");
        assert!(places.insert((format!("{x}"), format!("{y}"))), "{shown} lies on another text");
    }
    let arrows = document.descendants().filter(|n| n.attribute("marker-end").is_some()).count();
    assert_eq!(arrows, 20);
}

/// Names that would end a string, a tag or a label.
fn names_mean_nothing() {
    let host = r#"{
      virtualisation.oci-containers.backend = "podman";
      virtualisation.oci-containers.containers."a\"]<b>&;|\\" = {
        image = "x\"]; end <script>";
        volumes = [ "/srv/\"<&>:/x" ];
        networks = [ "n\"}}" ];
      };
    }"#;
    let svg = picture(host, "svg");
    let document = roxmltree::Document::parse(&svg).expect("XML");
    assert!(document.descendants().all(|n| !n.has_tag_name("script")));
    let mermaid = picture(host, "mermaid");
    for line in mermaid.lines().filter(|l| l.contains('"')) {
        assert_eq!(line.matches('"').count(), 2, "{line}");
        assert!(!line.contains("<script"), "{line}");
    }
    let dot = picture(host, "dot");
    assert!(dot.contains(r#"[label="a\"]<b>&;|\\\nx\"]; end <script>"]"#), "{dot}");
}
