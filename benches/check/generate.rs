//! The inputs: NixOS modules as people write them, made from a fixed seed. Equal for equal arguments, on every machine.

use std::fmt::Write;

/// A module of `containers` containers, about 15 lines each, with no mistake in it: only remarks.
pub(crate) fn module(seed: u64, containers: usize) -> String {
    let mut dice = Dice(seed);
    let mut out = String::new();
    out.push_str("# Services of this host.\n{ config, lib, pkgs, ... }:\nlet\n");
    let _ = writeln!(out, "  dataDir = \"/srv/group{seed}\";\n  domain = \"example.org\";");
    out.push_str("  zone = { TZ = \"Europe/Oslo\"; };\nin\n{\n");
    out.push_str("  virtualisation.oci-containers.backend = \"podman\";\n\n");
    out.push_str("  virtualisation.oci-containers.containers = {\n");
    for index in 0..containers {
        container(&mut out, &mut dice, seed, index);
    }
    out.push_str("  };\n}\n");
    out
}

const REGISTRIES: [&str; 4] = ["docker.io/library", "ghcr.io/some-project", "quay.io/group", "lscr.io/linuxserver"];
const PROGRAMS: [&str; 8] = ["postgres", "grafana", "paperless", "gitea", "redis", "jellyfin", "vault", "photos"];
const FOLDERS: [&str; 5] = ["data", "config", "media", "cache", "log"];

fn container(out: &mut String, dice: &mut Dice, group: u64, index: usize) {
    let program = dice.pick(&PROGRAMS);
    let name = format!("{program}-{group}-{index}");
    let port = 10_000 + (group as usize * 97 + index) % 50_000;
    let line = |out: &mut String, text: &str| {
        let _ = writeln!(out, "      {text}");
    };
    if dice.one_in(4) {
        let _ = writeln!(out, "    # {program} for the people of group {group}; behind the proxy.");
    }
    let _ = writeln!(out, "    {name} = {{");
    let (registry, minor) = (dice.pick(&REGISTRIES), dice.below(30));
    line(out, &format!("image = \"{registry}/{program}:{}.{minor}\";", 1 + dice.below(9)));
    if dice.one_in(3) {
        line(out, "autoStart = true;");
    }
    match dice.below(4) {
        0 => line(out, &format!("ports = [ \"{port}:8080\" ];")),
        1 => line(out, &format!("ports = [ \"127.0.0.1:{port}:80/tcp\" \"[::1]:{port}:443\" ];")),
        2 => line(out, &format!("ports = [ \"${{toString {port}}}:{port}/udp\" ];")),
        _ => {}
    }
    let _ = writeln!(out, "      volumes = [");
    for folder in &FOLDERS[..1 + dice.below(FOLDERS.len())] {
        match dice.below(3) {
            0 => line(out, &format!("  \"/srv/{name}/{folder}:/{folder}\"")),
            1 => line(out, &format!("  \"${{dataDir}}/{program}-{index}/{folder}:/var/lib/{program}/{folder}:ro\"")),
            _ => line(out, &format!("  \"{name}-{folder}:/{folder}\"")),
        }
    }
    let _ = writeln!(out, "      ];\n      environment = {{");
    let _ = writeln!(out, "        LOG_LEVEL = \"{}\";", dice.pick(&["info", "warn", "debug"]));
    let _ = writeln!(out, "        PORT = toString {port};");
    for extra in 0..dice.below(3) {
        let _ = writeln!(out, "        {}_URL{extra} = \"https://{program}.${{domain}}\";", program.to_uppercase());
    }
    line(out, if dice.one_in(5) { "} // zone;" } else { "};" });
    if index > 0 && dice.one_in(6) {
        line(out, "environmentFiles = [ config.sops.secrets.database.path ];");
    }
    match dice.below(5) {
        0 => line(out, "extraOptions = [ \"--memory=512m\" \"--init\" ];"),
        1 => line(out, &format!("extraOptions = [ \"--ip=10.88.{}.{}\" ];", dice.below(250), 2 + dice.below(250))),
        2 => line(out, &format!("labels.\"traefik.http.routers.{name}.rule\" = \"Host(`{name}.${{domain}}`)\";")),
        3 => line(out, "cmd = [ \"--verbose\" \"serve\" ];"),
        _ => line(out, "user = \"1000:1000\";"),
    }
    if dice.one_in(8) {
        line(out, "log-driver = lib.mkDefault \"journald\";");
    }
    let _ = writeln!(out, "    }};\n");
}

/// Random numbers that are the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}
