//! The words of which sentences about noticing are made.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::postmortem::DetectedBy;

/// What a word can do in a sentence about noticing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Names somebody or something that notices.
    Who(Who),
    /// "noticed", "spotted": somebody sees.
    See,
    /// "saw", "found": somebody sees, perhaps no more than one fact of many.
    Glimpse,
    /// "reported", "complained": somebody tells.
    Tell,
    /// "notified", "told": somebody tells somebody.
    Inform,
    /// "fired", "went off": what alarms do.
    Fire,
    /// "paged": somebody is called by a machine, unless it is said by whom.
    Page,
    /// "reports", "complaints": what was told.
    Report,
    /// "received", "got": somebody is told.
    Receive,
    /// "was", "were", "been".
    Be,
    /// "by", "from", "via": what follows did it.
    By,
    /// "with": perhaps by means of it.
    With,
    /// "on", "in": where somebody told it.
    On,
    /// "may", "should", "would": it did not happen, or not yet.
    Modal,
    /// "no", "not", "without": it did not happen.
    Not,
    /// "cause", "fix": what was found is not that something is wrong.
    Cause,
    /// "a", "another", "several": nobody of ours.
    Some,
    /// "internally": somebody of ours.
    Inside,
    /// "us", "our".
    Us,
    /// "first", "initially".
    First,
}

/// Who may notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A user of the service.
    Outsider,
    /// Somebody of the organisation.
    Insider,
    /// A developer or a team: of ours, or one that uses what we run.
    Ambiguous,
    /// An alert, a probe.
    Machine,
    /// A graph, a log: a machine shows it, a human looks at it.
    Screen,
    /// A provider, a researcher, an authority.
    ThirdParty,
}

impl Who {
    /// Who is said to have noticed, where no more is known of them.
    pub(super) fn by(self) -> DetectedBy {
        match self {
            Who::Outsider => DetectedBy::Customer,
            Who::Insider | Who::Ambiguous => DetectedBy::Engineer,
            Who::Machine | Who::Screen => DetectedBy::Monitoring,
            Who::ThirdParty => DetectedBy::ThirdParty,
        }
    }
}

const WORDS: &[(Role, &str)] = &[
    (
        Role::Who(Who::Outsider),
        "customer customers user users end-user end-users enduser endusers client clients visitor visitors \
         subscriber subscribers merchant merchants consumer consumers tenant tenants student students player \
         players community you twitter reddit gitter discord forum forums shopper shoppers \
         reader readers helpdesk support guest guests patient patients teacher teachers driver drivers \
         citizen citizens public audience seller sellers caller callers contributor contributors",
    ),
    (
        Role::Who(Who::Insider),
        "engineer engineers sre sres on-call oncall we i staff employee employees colleague colleagues \
         operator operators admin admins administrator administrators sysadmin sysadmins maintainer \
         maintainers someone somebody devops ops dba dbas operations coworker coworkers co-worker \
         technician technicians volunteer volunteers moderator moderators founder cto qa tester testers \
         analyst analysts responder responders personnel",
    ),
    (
        Role::Who(Who::Ambiguous),
        "developer developers dev devs team teams department departments member members",
    ),
    (
        Role::Who(Who::Machine),
        "monitoring monitor monitors alert alerts alarm alarms alerting alertmanager pagerduty opsgenie \
         sentry datadog pingdom prometheus nagios icinga zabbix cloudwatch statuscake newrelic relic \
         uptimerobot splunk canary canaries synthetic synthetics probe probes watchdog healthcheck \
         healthchecks health-check health-checks victorops bugsnag rollbar pager automated automation \
         telemetry stackdriver statping sensors sensor sitescope checks heartbeat observability instrumentation",
    ),
    (
        Role::Who(Who::Screen),
        "dashboard dashboards grafana graph graphs metric metrics logs statistics chart charts kibana stats",
    ),
    (
        Role::Who(Who::ThirdParty),
        "provider providers vendor vendors researcher researchers partner partners third-party third-parties \
         aws amazon google azure microsoft cloudflare heroku digitalocean hetzner ovh linode fastly rackspace \
         isp registrar cert-bund hackerone bounty authority authorities police bank banks regulator \
         regulators supplier suppliers upstream hoster isps encrypt carrier carriers",
    ),
    (
        Role::See,
        "notice notices noticed noticing spot spots spotted observe observes observed discover discovers \
         discovered detect detects detected detecting realize realizes realized realise realises realised \
         caught recognised recognized hears",
    ),
    (Role::Glimpse, "saw sees see found finds seen misses missed aware learned learnt"),
    (
        Role::Tell,
        "report reported reporting complain complains complained complaining wrote writes write posts \
         emailed e-mailed mailed emails mails tweeted tweets tweeting raised raises raising flagged flagging posted \
         filed submitted escalated opened disclosed mentioned mentions asked asks says said explains rings \
         showed shows shown showing indicated indicates indicating picked surfaced pointed",
    ),
    (
        Role::Inform,
        "notified notifies notify notifying informed informs inform informing told tells contacted contacts \
         contacting alerted warned warns warning call called calls phoned reached tipped",
    ),
    (
        Role::Fire,
        "fired fires firing triggered triggers triggering tripped rang sounded sounds activated kicked \
         arrived arrives off went sent sends sending paging pages",
    ),
    (Role::Page, "paged"),
    (
        Role::Report,
        "reports complaint complaints tickets ticket messages questions feedback word inquiries enquiries",
    ),
    (
        Role::Receive,
        "received receives receive receiving got get gets getting seeing investigating respond responds responded responding came come comes coming",
    ),
    (Role::Be, "was were is are been being be"),
    (Role::By, "by from via through thanks when after following because due using result"),
    (Role::On, "on in"),
    (Role::With, "with"),
    (Role::Modal, "may might could should would will can must shall ensure need needs"),
    (
        Role::Not,
        "no not never without lack lacked lacking missing didn't didn’t wasn't wasn’t weren't weren’t don't \
         doesn't hadn't insufficient absence nobody none nothing fail failed false unnoticed undetected \
         disabled silenced muted too hardly",
    ),
    (
        Role::Cause,
        "cause causes culprit reason reasons fix workaround solution origin source why root improvement \
         opportunity mistake",
    ),
    (Role::Some, "a an another several multiple some other many few two three various different one"),
    (Role::Inside, "internally in-house ourselves manually"),
    (Role::Us, "us our"),
    (Role::First, "first initially initial earliest originally"),
];

/// What a word does; `None` for most. Words are compared in small letters.
pub(super) fn role(word: &str) -> Option<Role> {
    static ROLES: LazyLock<FxHashMap<&str, Role>> = LazyLock::new(|| {
        WORDS.iter().flat_map(|(role, words)| words.split(' ').map(move |word| (word, *role))).collect()
    });
    ROLES.get(word).copied()
}

/// A word of a sentence in small letters.
pub(super) struct Word<'a> {
    /// The word, without marks around it.
    pub(super) text: &'a str,
    /// What it can do.
    pub(super) role: Option<Role>,
    /// Whether a mark that ends a clause stands before it.
    pub(super) breaks: bool,
    /// Whether it is written with a capital.
    pub(super) capital: bool,
}

/// Cuts a sentence into words; the figures that it opens with are left out. `lower` is the sentence in small letters.
pub(super) fn cut<'a>(sentence: &str, lower: &'a str) -> Vec<Word<'a>> {
    let mut words: Vec<Word<'a>> = Vec::new();
    let mut breaks = false;
    let parts = |c: char| matches!(c, ' ' | '\t' | '(' | ')' | '"' | '/' | '“' | '”' | '`' | '*' | '\u{a0}');
    for (text, written) in lower.split(parts).zip(sentence.split(parts)) {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        let figures = words.is_empty() && bare.starts_with(|c: char| c.is_ascii_digit());
        if !bare.is_empty() && !figures {
            let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
            let capital = written.starts_with(|c: char| c == '@' || c.is_uppercase());
            words.push(Word { text: bare, role: role(bare), breaks, capital });
            breaks = false;
        }
        breaks |= text.ends_with([';', ':', '.', '!', '?']) && !matches!(bare, "e.g" | "i.e" | "vs");
    }
    words
}
