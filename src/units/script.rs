//! The shell texts of a container's unit: preparation, run, stop, remove. Which options go in, in which order, and which
//! of them the module quotes.

use super::cx::{Cx, Gap, Part, unknown};
use super::quote::{shell_text, shell_word};
use super::value::{hole, join, resolvable};
use crate::oci::{Field, Item, Pair, RefStep, Seq, Text};
use crate::schema::Release;

/// `script`: the command that runs the container, one argument or option a line.
pub(super) fn run(cx: &Cx<'_>) -> Part<Text> {
    let c = cx.container;
    let mut words = Words { cx, words: Vec::new() };
    words.head()?;
    words.pasted("--log-driver=", &c.log_driver, "log-driver")?;
    words.optional("--entrypoint=", &c.entrypoint, "entrypoint")?;
    words.optional("--hostname=", &c.hostname, "hostname")?;
    if cx.is_podman()? {
        words.podman()?;
    }
    words.pairs("-e ", &c.environment, "environment")?;
    words.list("--env-file ", &c.environment_files, "environmentFiles")?;
    words.list("-p ", &c.ports, "ports")?;
    words.optional("-u ", &c.user, "user")?;
    words.list("-v ", &c.volumes, "volumes")?;
    words.pairs("-l ", &c.labels, "labels")?;
    words.optional("-w ", &c.workdir, "workdir")?;
    if cx.since(Release::R25_05) {
        words.flag("--privileged", &c.privileged, "privileged")?;
        words.flag("--rm", &c.auto_remove_on_stop, "autoRemoveOnStop")?;
        words.capabilities()?;
        words.list("--device=", &c.devices, "devices")?;
        words.networks()?;
        words.quoted("--pull ", &c.pull, "pull")?;
    }
    words.list("", &c.extra_options, "extraOptions")?;
    words.pasted("", &c.image, "image")?;
    words.list("", &c.cmd, "cmd")?;
    Ok(join(&words.words, " \\\n  "))
}

/// `preStop`.
pub(super) fn stop(cx: &Cx<'_>) -> Part<Text> {
    Ok(Text::known_from(match cx.is_podman()? {
        true => format!("podman stop --ignore --cidfile={}", cid_file(cx)),
        false => format!("docker stop {} || true", cx.container.name),
    }))
}

/// `postStop`.
pub(super) fn remove(cx: &Cx<'_>) -> Part<Text> {
    Ok(Text::known_from(match cx.is_podman()? {
        true => format!("podman rm -f --ignore --cidfile={}", cid_file(cx)),
        false => format!("docker rm -f {} || true", cx.container.name),
    }))
}

/// The text of the script that runs first: it removes a container that was left over, logs in and loads the image.
/// A step that is not needed leaves an empty line.
pub(super) fn prepare(cx: &Cx<'_>) -> Part<Text> {
    let c = cx.container;
    let backend = cx.backend()?.as_str();
    let mut out = Text::known_from(format!("{backend} rm -f {} || true\n", c.name));
    if let Some(login) = login(cx, backend)? {
        out.push_text(&login);
    }
    out.push_str("\n");
    if let Some(file) = cx.get(&c.image_file, "imageFile")? {
        out.push_str(&format!("{backend} load -i "));
        out.push_text(&resolvable(file, cx.path(&["imageFile"])));
        out.push_str("\n");
    }
    out.push_str("\n");
    if cx.since(Release::R24_11) {
        if let Some(stream) = cx.get(&c.image_stream, "imageStream")? {
            out.push_text(&resolvable(stream, cx.path(&["imageStream"])));
            out.push_str(&format!(" | {backend} load\n"));
        }
        out.push_str("\n");
    }
    if cx.is_podman()? {
        out.push_str(&format!("rm -f {}\n", cid_file(cx)));
    }
    out.push_str("\n");
    Ok(out)
}

/// The login step; `None` unless user name, password file and registry are all set.
fn login(cx: &Cx<'_>, backend: &str) -> Part<Option<Text>> {
    let l = &cx.container.login;
    let fields = [
        (cx.get(&l.username, "login.username"), "username"),
        (cx.get(&l.password_file, "login.passwordFile"), "passwordFile"),
        (cx.get(&l.registry, "login.registry"), "registry"),
    ];
    if fields.iter().any(|(value, _)| matches!(value, Ok(None))) {
        return Ok(None);
    }
    let mut texts = Vec::new();
    for (value, option) in fields {
        if let Some(text) = value? {
            let path = cx.path(&["login", option]);
            // The user name was pasted without quotes until 24.11.
            let quoted = option == "username" && cx.since(Release::R25_05);
            texts.push(if quoted { shell_text(text, path) } else { resolvable(text, path) });
        }
    }
    let [username, password_file, registry] = texts.as_slice() else { return Ok(None) };
    let image = cx.text(&cx.container.image, "image")?;
    let mut out = Text::from("# try logging in, if it fails, check if image exists locally\n");
    out.push_str(&format!("{backend} login \\\n"));
    out.push_text(registry);
    out.push_str(" \\\n--username ");
    out.push_text(username);
    out.push_str(" \\\n--password-stdin < ");
    out.push_text(password_file);
    out.push_str(&format!(" \\\n|| {backend} image inspect "));
    out.push_text(&image);
    out.push_str(" >/dev/null \\\n|| { echo \"image doesn't exist locally and login failed\" >&2 ; exit 1; }\n");
    Ok(Some(out))
}

/// The file in which podman leaves the container's id.
fn cid_file(cx: &Cx<'_>) -> String {
    let name = cx.escaped_name();
    match cx.since(Release::R25_05) {
        true => format!("/run/{name}/ctr-id"),
        false => format!("/run/podman-{name}.ctr-id"),
    }
}

/// The lines of the run command.
struct Words<'a> {
    cx: &'a Cx<'a>,
    words: Vec<Text>,
}

impl<'a> Words<'a> {
    fn push(&mut self, word: impl Into<String>) {
        self.words.push(Text::known_from(word));
    }

    fn push_text(&mut self, prefix: &str, text: &Text) {
        let mut word = Text::from(prefix);
        word.push_text(text);
        self.words.push(word);
    }

    /// Up to the container's name.
    fn head(&mut self) -> Part<()> {
        let backend = self.cx.backend()?.as_str();
        if self.cx.since(Release::R24_11) {
            self.push(format!("exec {backend} "));
            self.list("", &self.cx.container.pre_run_extra_options, "preRunExtraOptions")?;
            self.push("run");
        } else {
            self.push(format!("exec {backend} run"));
        }
        if !self.cx.since(Release::R25_05) {
            self.push("--rm");
        }
        self.push(format!("--name={}", self.cx.escaped_name()));
        Ok(())
    }

    /// What podman needs to report to systemd.
    fn podman(&mut self) -> Part<()> {
        self.push(format!("--cidfile={}", cid_file(self.cx)));
        if self.cx.since(Release::R25_05) {
            self.push("--cgroups=enabled");
            self.push_text("--sdnotify=", &self.cx.sdnotify()?);
        } else {
            self.push("--cgroups=no-conmon");
            self.push("--sdnotify=conmon");
        }
        self.push("-d");
        self.push("--replace");
        Ok(())
    }

    /// A string option that the module does not quote.
    fn pasted(&mut self, prefix: &str, field: &'a Field<Text>, option: &'static str) -> Part<()> {
        let text = self.cx.text(field, option)?;
        self.push_text(prefix, &text);
        Ok(())
    }

    /// A string option, quoted.
    fn quoted(&mut self, prefix: &str, field: &'a Field<Text>, option: &'static str) -> Part<()> {
        let path = self.cx.path(&[option]);
        let text = match self.cx.get(field, option) {
            Ok(text) => text.clone(),
            Err(Gap::Unknown(why)) => hole(&why, path.clone()),
            Err(fails) => return Err(fails),
        };
        self.push_text(prefix, &shell_text(&text, path));
        Ok(())
    }

    /// A string option that may be null, quoted.
    fn optional(&mut self, prefix: &str, field: &'a Field<Option<Text>>, option: &'static str) -> Part<()> {
        if let Some(text) = self.cx.get(field, option)? {
            let word = shell_text(text, self.cx.path(&[option]));
            self.push_text(prefix, &word);
        }
        Ok(())
    }

    /// A Boolean option that adds a word.
    fn flag(&mut self, word: &str, field: &'a Field<bool>, option: &'static str) -> Part<()> {
        if *self.cx.get(field, option)? {
            self.push(word);
        }
        Ok(())
    }

    /// A list of strings, each quoted.
    fn list(&mut self, prefix: &str, field: &'a Field<Seq<Item>>, option: &'static str) -> Part<()> {
        for (i, item) in complete(self.cx.get(field, option)?, option)?.iter().enumerate() {
            self.item(prefix, item, i, option);
        }
        Ok(())
    }

    fn item(&mut self, prefix: &str, item: &Item, index: usize, option: &str) {
        let mut path = self.cx.path(&[option]);
        path.push(RefStep::Index(index));
        self.push_text(prefix, &shell_text(&item.text, path));
    }

    /// An attribute set of strings in the order of its names; name and value are quoted each on its own.
    fn pairs(&mut self, prefix: &str, field: &'a Field<Seq<Pair>>, option: &'static str) -> Part<()> {
        let mut pairs: Vec<&Pair> = complete(self.cx.get(field, option)?, option)?.iter().collect();
        pairs.sort_by(|a, b| a.name.cmp(&b.name));
        for pair in pairs {
            let value = shell_text(&pair.value, self.cx.path(&[option, &pair.name]));
            self.push_text(&format!("{prefix}{}=", shell_word(&pair.name)), &value);
        }
        Ok(())
    }

    /// All additions, then all drops.
    fn capabilities(&mut self) -> Part<()> {
        let field = &self.cx.container.capabilities;
        let mut known = Vec::new();
        for (name, value) in complete(self.cx.get(field, "capabilities")?, "capabilities")? {
            known.push((name, *self.cx.get(value, "capabilities")?));
        }
        known.sort();
        for (wanted, option) in [(true, "--cap-add="), (false, "--cap-drop=")] {
            for (name, _) in known.iter().filter(|(_, value)| *value == Some(wanted)) {
                self.push(format!("{option}{}", shell_word(name)));
            }
        }
        Ok(())
    }

    /// Since 25.11 without duplicates: the first of equal names stays.
    fn networks(&mut self) -> Part<()> {
        let field = &self.cx.container.networks;
        let items = complete(self.cx.get(field, "networks")?, "networks")?;
        let unique = self.cx.since(Release::R25_11);
        for (i, item) in items.iter().enumerate() {
            let earlier = items.iter().take(i);
            if unique && earlier.clone().any(|e| e.text.is_known() && e.text == item.text) {
                continue;
            }
            let comparable = item.text.is_known() && earlier.clone().all(|e| e.text.is_known());
            if unique && i > 0 && !comparable {
                return unknown("a network that is not known may repeat another one");
            }
            self.item("--network=", item, i, "networks");
        }
        Ok(())
    }
}

fn complete<'s, T>(list: &'s Seq<T>, option: &str) -> Part<&'s [T]> {
    match list.complete {
        true => Ok(&list.items),
        false => unknown(format!("`{option}` may have more entries")),
    }
}
