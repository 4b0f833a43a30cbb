//! `networking.*`: the names of the machine, its proxy and its firewall.

use super::decl::{Computed, Decl, Default, EMPTY_LIST, Extra, Submodule, opt};
use super::release::Release::R25_05;
use super::ty::{LINES, LIST_OF_STR, NULL_OR_STR, Ty};

const PROXY: Default = Default::Computed(Computed::ProxyDefault);
const PORT_RANGES: Ty = Ty::ListOf(&Ty::AttrsOf(&Ty::Port));

pub(super) static OPTIONS: &[Decl] = &[
    opt(&["networking", "domain"], NULL_OR_STR, Default::Null, "Domain of the machine"),
    opt(&["networking", "enableIPv6"], Ty::Bool, Default::Bool(true), "Use IPv6"),
    opt(&["networking", "extraHosts"], LINES, Default::Str(""), "Further lines of `/etc/hosts`"),
    opt(&["networking", "firewall", "allowPing"], Ty::Bool, Default::Bool(true), "Answer pings"),
    opt(
        &["networking", "firewall", "allowedTCPPortRanges"],
        PORT_RANGES,
        EMPTY_LIST,
        "Ranges of open TCP ports, as `{ from, to }`",
    ),
    opt(&["networking", "firewall", "allowedTCPPorts"], Ty::ListOf(&Ty::Port), EMPTY_LIST, "Open TCP ports").applied(),
    opt(
        &["networking", "firewall", "allowedUDPPortRanges"],
        PORT_RANGES,
        EMPTY_LIST,
        "Ranges of open UDP ports, as `{ from, to }`",
    ),
    opt(&["networking", "firewall", "allowedUDPPorts"], Ty::ListOf(&Ty::Port), EMPTY_LIST, "Open UDP ports").applied(),
    opt(
        &["networking", "firewall", "backend"],
        Ty::Enum(&["iptables", "nftables", "firewalld"]),
        Default::Computed(Computed::FirewallBackend),
        "What the firewall is made with",
    )
    .since(R25_05),
    opt(
        &["networking", "firewall", "checkReversePath"],
        Ty::Either(&Ty::Bool, &Ty::Enum(&["strict", "loose"])),
        Default::Bool(true),
        "Drop packets that an answer would not go back to",
    ),
    opt(&["networking", "firewall", "enable"], Ty::Bool, Default::Bool(true), "Close all ports that are not opened"),
    opt(
        &["networking", "firewall", "extraPackages"],
        Ty::ListOf(&Ty::Package),
        EMPTY_LIST,
        "Packages for its commands",
    ),
    opt(
        &["networking", "firewall", "filterForward"],
        Ty::Bool,
        Default::Bool(false),
        "Filter forwarded packets too (nftables only)",
    ),
    opt(
        &["networking", "firewall", "interfaces"],
        Ty::AttrsOf(&Ty::Submodule(&FIREWALL_INTERFACE)),
        Default::EmptyAttrs,
        "Ports that are open on one interface only",
    ),
    opt(&["networking", "firewall", "logRefusedConnections"], Ty::Bool, Default::Unknown, "Log refused connections"),
    opt(
        &["networking", "firewall", "rejectPackets"],
        Ty::Bool,
        Default::Bool(false),
        "Refuse with an answer instead of silently",
    ),
    opt(
        &["networking", "firewall", "trustedInterfaces"],
        LIST_OF_STR,
        EMPTY_LIST,
        "Interfaces on which everything is allowed",
    ),
    opt(&["networking", "fqdn"], Ty::Str, Default::Computed(Computed::Fqdn), "Full name of the machine"),
    opt(
        &["networking", "fqdnOrHostName"],
        Ty::Str,
        Default::Computed(Computed::FqdnOrHostName),
        "Full name of the machine, or the host name if there is no domain",
    )
    .read_only(),
    opt(&["networking", "hostId"], NULL_OR_STR, Default::Null, "Number of the machine, eight hexadecimal digits"),
    opt(
        &["networking", "hostName"],
        Ty::StrMatching("^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$"),
        Default::Str("nixos"),
        "Name of the machine, without the domain",
    ),
    opt(&["networking", "hosts"], Ty::AttrsOf(&LIST_OF_STR), Default::None, "Names by address, for `/etc/hosts`"),
    opt(&["networking", "nameservers"], LIST_OF_STR, EMPTY_LIST, "Addresses of name servers"),
    opt(
        &["networking", "nftables", "enable"],
        Ty::Bool,
        Default::Bool(false),
        "Use nftables instead of iptables; docker does not work well with it",
    ),
    opt(
        &["networking", "nftables", "flushRuleset"],
        Ty::Bool,
        Default::Unknown,
        "Remove all rules at each reload, those of container engines too",
    ),
    opt(&["networking", "nftables", "ruleset"], LINES, Default::Str(""), "Rules of nftables"),
    opt(
        &["networking", "nftables", "rulesetFile"],
        Ty::NullOr(&Ty::Path),
        Default::Null,
        "File with rules of nftables",
    ),
    opt(
        &["networking", "nftables", "tables"],
        Ty::AttrsOf(&Ty::Submodule(&NFTABLES_TABLE)),
        Default::EmptyAttrs,
        "Tables of nftables",
    ),
    opt(&["networking", "proxy", "allProxy"], NULL_OR_STR, PROXY, "The variable `all_proxy`"),
    opt(&["networking", "proxy", "default"], NULL_OR_STR, Default::Null, "Proxy for every protocol"),
    opt(
        &["networking", "proxy", "envVars"],
        Ty::Attrs,
        Default::Computed(Computed::ProxyEnvironment),
        "Proxy variables, as every container gets them",
    )
    .internal(),
    opt(&["networking", "proxy", "ftpProxy"], NULL_OR_STR, PROXY, "The variable `ftp_proxy`"),
    opt(&["networking", "proxy", "httpProxy"], NULL_OR_STR, PROXY, "The variable `http_proxy`"),
    opt(&["networking", "proxy", "httpsProxy"], NULL_OR_STR, PROXY, "The variable `https_proxy`"),
    opt(&["networking", "proxy", "noProxy"], NULL_OR_STR, Default::Null, "The variable `no_proxy`"),
    opt(&["networking", "proxy", "rsyncProxy"], NULL_OR_STR, PROXY, "The variable `rsync_proxy`"),
    opt(&["networking", "search"], LIST_OF_STR, EMPTY_LIST, "Domains to complete host names with"),
];

static FIREWALL_INTERFACE: Submodule = Submodule {
    groups: &[&[
        opt(&["allowedTCPPortRanges"], PORT_RANGES, EMPTY_LIST, "Ranges of open TCP ports, as `{ from, to }`"),
        opt(&["allowedTCPPorts"], Ty::ListOf(&Ty::Port), EMPTY_LIST, "Open TCP ports").applied(),
        opt(&["allowedUDPPortRanges"], PORT_RANGES, EMPTY_LIST, "Ranges of open UDP ports, as `{ from, to }`"),
        opt(&["allowedUDPPorts"], Ty::ListOf(&Ty::Port), EMPTY_LIST, "Open UDP ports").applied(),
    ]],
    extra: Extra::Closed,
};

static NFTABLES_TABLE: Submodule = Submodule {
    groups: &[&[
        opt(&["content"], LINES, Default::None, "Content of the table"),
        opt(&["enable"], Ty::Bool, Default::Bool(true), "Make this table at all"),
        opt(
            &["family"],
            Ty::Enum(&["ip", "ip6", "inet", "arp", "bridge", "netdev"]),
            Default::None,
            "Which packets the table sees",
        ),
        opt(&["name"], Ty::Str, Default::Computed(Computed::ImpliedName), "Name of the table"),
    ]],
    extra: Extra::Closed,
};
