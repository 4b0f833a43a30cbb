//! What a person may have meant by an option that does not exist.
//!
//! NixOS proposes the three names at the smallest edit distance, near or not. Here a name must be close enough to be a
//! slip, and words that people bring from Compose files or the command line lead to what NixOS has for them.

use super::lookup::{children, find_place};
use super::release::Release;
use super::{namespaces, oci, renames};
use crate::base::one_of;

/// What to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Option names, relative to the parent of the wrong one, best first.
    pub names: Vec<&'static str>,
    /// Whether the first name takes the same kind of value, so that renaming alone mends the definition.
    pub renames: bool,
    /// The advice as a help phrase.
    pub text: String,
}

/// What may have been meant by the last word of an absolute path. `None` if nothing is near.
pub fn suggest(release: Release, path: &[&str]) -> Option<Suggestion> {
    if let Some(rename) = renames::find_in(release, path) {
        let text = match rename.fate {
            renames::Fate::Removed(text) | renames::Fate::Rewritten(_, text) => text.to_owned(),
            renames::Fate::Alias(to) | renames::Fate::Renamed(to) => format!("use `{}`", to.join(".")),
        };
        return Some(Suggestion { names: Vec::new(), renames: false, text });
    }
    let (word, parent) = path.split_last()?;
    let place = find_place(release, parent);
    let in_container = place.is_some_and(|place| std::ptr::eq(place.sub, &oci::CONTAINER) && place.rest.is_empty());
    let advice = if in_container { container_word(word) } else { None };
    if let Some(suggestion) = advice.and_then(|advice| advice.suggestion(release)) {
        return Some(suggestion);
    }
    let candidates: Vec<&'static str> = match namespaces::names(parent) {
        Some(names) => names.collect(),
        None => children(release, parent).into_iter().map(|(name, _)| name).collect(),
    };
    let names = nearest(word, candidates);
    let shown = one_of(&names);
    let slip = matches!(names.as_slice(), [one] if !is_part(word, one));
    (!names.is_empty()).then(|| Suggestion { names, renames: slip, text: format!("did you mean {shown}?") })
}

/// The options of `podman run` and `docker run` that do what a container's option does: for releases that do not have
/// the option yet. Empty if there is nothing of the kind.
pub fn flags_for(option: &str) -> &'static [&'static str] {
    match option {
        "capabilities" => &["--cap-add=…", "--cap-drop=…"],
        "devices" => &["--device=…"],
        "networks" => &["--network=…"],
        "privileged" => &["--privileged"],
        "pull" => &["--pull=…"],
        _ => &[],
    }
}

/// The candidates that `word` may be a slip for, at most three, nearest first. Case and separators hardly count, as
/// people write `work_dir` and `workDir`; a word that begins a longer name is near it.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    // Words longer than any option are not slips, and comparing them would take long.
    if word.len() > 64 {
        return Vec::new();
    }
    let wanted = plain(word);
    let allowed = (wanted.chars().count() / 3).min(3);
    let mut near: Vec<(usize, usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            let distance = match is_part(word, candidate) {
                true => allowed,
                false => strsim::osa_distance(&wanted, &plain(candidate)),
            };
            (distance <= allowed).then(|| (distance, strsim::osa_distance(word, candidate), candidate))
        })
        .collect();
    near.sort_unstable();
    // Beside an exact match but for case, a distant one is noise.
    let best = near.first().map_or(0, |(distance, ..)| *distance);
    near.into_iter().filter(|(distance, ..)| *distance <= best + 1).take(3).map(|(.., name)| name).collect()
}

/// Whether a candidate is the word with a whole word more, as `passwordFile` beside `password`.
fn is_part(word: &str, candidate: &str) -> bool {
    word.len() > 3 && candidate.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()))
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// Advice for a word that people write inside a container.
struct Advice {
    /// Without separators, in lower case, as [`plain`] makes it.
    word: &'static str,
    /// The option that takes the same kind of value, or a part of it.
    option: &'static str,
    says: Says,
}

enum Says {
    /// The option is the same under another name.
    Same,
    /// The option is the one, but takes another kind of value.
    How(&'static str),
}

impl Advice {
    fn suggestion(&self, release: Release) -> Option<Suggestion> {
        let exists = oci::CONTAINER.options(release).any(|decl| decl.path == [self.option]);
        let names = if exists { vec![self.option] } else { Vec::new() };
        let text = match self.says {
            Says::How(text) if exists || self.option.is_empty() => text.to_owned(),
            Says::Same if exists => format!("the option is called `{}`", self.option),
            _ => match flags_for(self.option) {
                [] => return None,
                flags => format!("put {} into `extraOptions`", one_of(flags)),
            },
        };
        Some(Suggestion { names, renames: exists && matches!(self.says, Says::Same), text })
    }
}

fn container_word(word: &str) -> Option<&'static Advice> {
    let word = plain(word);
    CONTAINER_WORDS.binary_search_by_key(&word.as_str(), |advice| advice.word).ok().and_then(|i| CONTAINER_WORDS.get(i))
}

const fn same(word: &'static str, option: &'static str) -> Advice {
    Advice { word, option, says: Says::Same }
}

const fn how(word: &'static str, option: &'static str, text: &'static str) -> Advice {
    Advice { word, option, says: Says::How(text) }
}

const ON_THE_UNIT: &str = "set it on the unit: `systemd.services.<backend>-<name>`";
const RESTART: &str = "systemd restarts containers: set `systemd.services.<backend>-<name>.serviceConfig.Restart`";
const NAME: &str = "the name is the attribute's name: `containers.<name>`";
const CAP_ADD: &str = "write `capabilities.<NAME> = true`";
const CAP_DROP: &str = "write `capabilities.<NAME> = false`";
const FILES: &str = "use the list `environmentFiles`";
const VARIABLES: &str = "use the attribute set `environment`";
const HEALTH: &str = "there is no option for it: put `--health-cmd=…` into `extraOptions`";

macro_rules! flag {
    ($word:literal, $flag:literal) => {
        how($word, "extraOptions", concat!("there is no option for it: put `", $flag, "` into `extraOptions`"))
    };
}

static CONTAINER_WORDS: &[Advice] = &[
    how("addcapabilities", "capabilities", CAP_ADD),
    flag!("addhost", "--add-host=…"),
    how("after", "", ON_THE_UNIT),
    same("args", "cmd"),
    same("arguments", "cmd"),
    same("autoremove", "autoRemoveOnStop"),
    how("build", "imageFile", "an image is not built here: make it with `dockerTools.buildImage` and set `imageFile`"),
    how("capabilitiesadd", "capabilities", CAP_ADD),
    how("capabilitiesdrop", "capabilities", CAP_DROP),
    how("capadd", "capabilities", CAP_ADD),
    how("capdrop", "capabilities", CAP_DROP),
    how("command", "cmd", "use the list `cmd`, one argument per element"),
    how("containername", "", NAME),
    flag!("cpus", "--cpus=…"),
    same("dependencies", "dependsOn"),
    same("depends", "dependsOn"),
    same("dependson", "dependsOn"),
    how("deploy", "", ON_THE_UNIT),
    how("device", "devices", "use the list `devices`"),
    flag!("dns", "--dns=…"),
    flag!("dnssearch", "--dns-search=…"),
    how("domainname", "hostname", "put it behind the name in `hostname`"),
    how("dropcapabilities", "capabilities", CAP_DROP),
    how("enable", "autoStart", "wrap the container in `lib.mkIf`, or set `autoStart = false` to start it by hand"),
    how("env", "environment", VARIABLES),
    how("envfile", "environmentFiles", FILES),
    same("envfiles", "environmentFiles"),
    how("environmentfile", "environmentFiles", FILES),
    how("environmentvariables", "environment", VARIABLES),
    flag!("expose", "--expose=…"),
    same("extraargs", "extraOptions"),
    same("extraarguments", "extraOptions"),
    same("extradockeroptions", "extraOptions"),
    same("extraflags", "extraOptions"),
    flag!("extrahosts", "--add-host=…"),
    same("extrapodmanargs", "extraOptions"),
    same("extrapodmanoptions", "extraOptions"),
    flag!("gpus", "--device=nvidia.com/gpu=all"),
    flag!("groupadd", "--group-add=…"),
    how("healthcheck", "extraOptions", HEALTH),
    how("healthcmd", "extraOptions", HEALTH),
    same("host", "hostname"),
    same("imagepullpolicy", "pull"),
    flag!("init", "--init"),
    flag!("ip", "--ip=…"),
    flag!("ipc", "--ipc=…"),
    how("label", "labels", "use the attribute set `labels`"),
    flag!("links", "--link=…"),
    same("logdriver", "log-driver"),
    how("logging", "log-driver", "set `log-driver`, and put `--log-opt=…` into `extraOptions`"),
    flag!("logopts", "--log-opt=…"),
    flag!("macaddress", "--mac-address=…"),
    flag!("memlimit", "--memory=…"),
    flag!("memory", "--memory=…"),
    flag!("mount", "--mount=…"),
    same("mounts", "volumes"),
    how("name", "", NAME),
    how("network", "networks", "use the list `networks`"),
    how("networkmode", "networks", "use the list `networks`, such as `networks = [ \"host\" ]`"),
    same("options", "extraOptions"),
    flag!("pid", "--pid=…"),
    flag!("platform", "--platform=…"),
    how("port", "ports", "use the list `ports`, of `\"host:container\"`"),
    same("publish", "ports"),
    same("pullpolicy", "pull"),
    flag!("readonly", "--read-only"),
    how("requires", "dependsOn", "for other containers use `dependsOn`; for other units set it on the unit"),
    how("restart", "", RESTART),
    how("restartpolicy", "", RESTART),
    same("rm", "autoRemoveOnStop"),
    how("rootless", "podman", "set `podman.user` to the user who should run it"),
    flag!("runtime", "--runtime=…"),
    how("sdnotify", "podman", "set `podman.sdnotify`"),
    flag!("secrets", "--secret=…"),
    flag!("securityopt", "--security-opt=…"),
    how("serviceconfig", "", ON_THE_UNIT),
    flag!("shmsize", "--shm-size=…"),
    flag!("stdinopen", "--interactive"),
    flag!("stopgraceperiod", "--stop-timeout=…"),
    flag!("stopsignal", "--stop-signal=…"),
    flag!("stoptimeout", "--stop-timeout=…"),
    flag!("sysctls", "--sysctl=…"),
    how("tag", "image", "put it into `image`, behind a colon"),
    flag!("tmpfs", "--tmpfs=…"),
    flag!("tty", "--tty"),
    flag!("ulimits", "--ulimit=…"),
    flag!("usernsmode", "--userns=…"),
    how("volume", "volumes", "use the list `volumes`, of `\"source:target\"`"),
    flag!("volumesfrom", "--volumes-from=…"),
    how("wantedby", "autoStart", "set `autoStart`, or set it on the unit"),
    how("wants", "", ON_THE_UNIT),
    same("workingdir", "workdir"),
    same("workingdirectory", "workdir"),
];

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn show(dotted: &str) -> String {
        show_in(Release::NEWEST, dotted)
    }

    fn show_in(release: Release, dotted: &str) -> String {
        let path: Vec<&str> = dotted.split('.').collect();
        suggest(release, &path).map_or("nothing".to_owned(), |s| s.text)
    }

    #[test]
    fn words_are_sorted_and_lead_to_options_that_exist() {
        assert!(CONTAINER_WORDS.is_sorted_by(|a, b| a.word < b.word));
        let names: Vec<_> = oci::CONTAINER.options(Release::NEWEST).map(|decl| decl.path[0]).collect();
        for advice in CONTAINER_WORDS {
            assert_eq!(plain(advice.word), advice.word);
            assert!(advice.option.is_empty() || names.contains(&advice.option), "{}", advice.word);
            assert!(!names.contains(&advice.word), "{} exists", advice.word);
        }
    }

    #[test]
    fn suggestions_for_a_container() {
        let words = [
            "port",
            "prots",
            "volume",
            "restart",
            "restartPolicy",
            "depends_on",
            "container_name",
            "env_file",
            "network_mode",
            "cap_add",
            "workDir",
            "work_dir",
            "work-dir",
            "logDriver",
            "imageFIle",
            "autostart",
            "extraOption",
            "extraDockerOptions",
            "healthcheck",
            "enviroment",
            "lables",
            "zzz",
        ];
        let mut out = String::new();
        for word in words {
            out += &format!("{word}: {}\n", show(&format!("virtualisation.oci-containers.containers.web.{word}")));
        }
        expect![[r#"
            port: use the list `ports`, of `"host:container"`
            prots: did you mean `ports`?
            volume: use the list `volumes`, of `"source:target"`
            restart: systemd restarts containers: set `systemd.services.<backend>-<name>.serviceConfig.Restart`
            restartPolicy: systemd restarts containers: set `systemd.services.<backend>-<name>.serviceConfig.Restart`
            depends_on: the option is called `dependsOn`
            container_name: the name is the attribute's name: `containers.<name>`
            env_file: use the list `environmentFiles`
            network_mode: use the list `networks`, such as `networks = [ "host" ]`
            cap_add: write `capabilities.<NAME> = true`
            workDir: did you mean `workdir`?
            work_dir: did you mean `workdir`?
            work-dir: did you mean `workdir`?
            logDriver: the option is called `log-driver`
            imageFIle: did you mean `imageFile`?
            autostart: did you mean `autoStart`?
            extraOption: did you mean `extraOptions`?
            extraDockerOptions: the option is called `extraOptions`
            healthcheck: there is no option for it: put `--health-cmd=…` into `extraOptions`
            enviroment: did you mean `environment`?
            lables: did you mean `labels`?
            zzz: nothing
        "#]]
        .assert_eq(&out);
    }

    #[test]
    fn suggestions_elsewhere() {
        let paths = [
            "virtualisation.oci-container",
            "virtualisation.oci-containers.container",
            "virtualization",
            "virtualisation.oci-containers.containers.web.login.password",
            "virtualisation.oci-containers.containers.web.podman.users",
            "users.user",
            "users.users.app.lingr",
            "users.users.app.extraGroup",
            "systemd.service",
            "systemd.services.web.serviceConfigs",
            "systemd.services.web.wantedby",
            "networking.hostname",
            "networking.firewall.allowedTcpPorts",
            "virtualisation.docker.socketActivation",
            "docker-containers.web",
            "services.ngnix",
        ];
        let out: String = paths.iter().map(|path| format!("{path}: {}\n", show(path))).collect();
        expect![[r#"
            virtualisation.oci-container: did you mean `oci-containers`?
            virtualisation.oci-containers.container: did you mean `containers`?
            virtualization: did you mean `virtualisation`?
            virtualisation.oci-containers.containers.web.login.password: did you mean `passwordFile`?
            virtualisation.oci-containers.containers.web.podman.users: did you mean `user`?
            users.user: did you mean `users`?
            users.users.app.lingr: did you mean `linger`?
            users.users.app.extraGroup: did you mean `extraGroups`?
            systemd.service: did you mean `services`?
            systemd.services.web.serviceConfigs: did you mean `serviceConfig`?
            systemd.services.web.wantedby: did you mean `wantedBy`?
            networking.hostname: did you mean `hostName`?
            networking.firewall.allowedTcpPorts: did you mean `allowedTCPPorts`?
            virtualisation.docker.socketActivation: docker's socket always starts it; drop it
            docker-containers.web: move the containers to `virtualisation.oci-containers.containers`, set `virtualisation.oci-containers.backend = "docker"`, and rename `extraDockerOptions` to `extraOptions`
            services.ngnix: nothing
        "#]].assert_eq(&out);
    }

    #[test]
    fn advice_fits_the_release() {
        let at = |release, word| show_in(release, &format!("virtualisation.oci-containers.containers.web.{word}"));
        assert_eq!(at(Release::NEWEST, "network"), "use the list `networks`");
        assert_eq!(at(Release::R24_05, "network"), "put `--network=…` into `extraOptions`");
        assert_eq!(at(Release::R24_05, "cap_add"), "put `--cap-add=…` or `--cap-drop=…` into `extraOptions`");
        assert_eq!(at(Release::R24_05, "auto_remove"), "nothing");
        assert_eq!(at(Release::R24_05, "restart"), at(Release::NEWEST, "restart"));
    }

    #[test]
    fn hostile_words_are_cheap_and_silent() {
        assert!(nearest(&"a".repeat(1_000_000), ["ports"]).is_empty());
        assert!(nearest("", ["ports", "a"]).is_empty());
        assert!(nearest("\u{0}\u{202e}", ["ports"]).is_empty());
        assert_eq!(nearest("ports", ["ports"]), Vec::<&str>::new());
    }
}
