//! Who is to do it, where no label says so: "Priya: add an alert", "Add an alert (Priya)", "Add an alert — Priya — done".
//!
//! Lists of actions begin with topics ("Monitoring: add an alert") as often as with people, so that a word is taken for
//! a name only where nothing speaks against it; else the owner stays unknown.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::stated::{DASH, PRIORITY, TICKET, in_brackets};
use crate::extract::fields::front_matter::words;
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates;
use crate::extract::patterns::pattern;
use crate::extract::text::Document;

/// What is done to things in a plan: "Priya to add an alert". None of them is a name, either.
const VERBS: &str = "add adjust agree alert analyse analyze announce apply arrange ask assess audit automate backfill \
    block build cc change check clarify clean close collect communicate complete configure confirm consider contact continue \
    convert coordinate create decide define delete deploy describe design determine develop disable discuss document \
    draft drop email enable enforce ensure establish evaluate evolve expand explain explore extend file find finish fix \
    follow get give hold identify implement import improve include increase inform install introduce investigate keep \
    lead learn limit look lower make measure merge migrate mitigate monitor move notify open order organise organize \
    patch perform pin plan prepare prevent prioritise prioritize propose provide publish push put raise read reduce \
    refactor rehearse remove rename renew repair replace report request require research resolve restart restore \
    restrict retire retry revert review revise revisit rewrite roll rotate run scale schedule send set setup share show \
    speak split stage start stop store summarise switch talk teach tell test track train tune turn update upgrade use \
    validate verify work write";

/// Words that open such items and are no names: topics, terms, states, systems.
const TOPICS: &str = "ability access account accounts action actions admin after agent alarm alarms alerts all also always \
    amazon analytics and android ansible any apache api apis app application approach apps april architecture area argo argocd \
    artifact as assumption august authentication author autoscaler aws azure back backend background backlog backup \
    backups bamboo bash before benefit best better bitbucket bots both branch bug bugs business cache caches calendar \
    canary capacity cassandra cause causes ceph change changes chaos chart charts checklist checks chef circle circuit \
    cleanup client clients cloud cloudflare cloudfront cluster clusters code comment commit company comms conclusion config \
    configs consul contact container content context contract control core cost critical customer customers daily \
    dashboard dashboards data database databases datadog date day debian debt december default defect delivery dependabot \
    dependencies dependency deploys description detail details detection dev developer developers devops disk django \
    dns docker docs documentation domain done drill drills drone due dynamo each easy edge elastic elasticsearch email \
    engineer engineers engineering enhanced envoy error errors etcd example external extra facebook failover failure \
    fallback fastly feature features february feedback fedora finally finance firewall firmware first flag flags flask \
    followup follow-up friday frontend further future general gerrit git github gitlab global go goal google grafana \
    graph graphs graphite guard guardrails guidance guide guidelines hadoop handover haproxy hardware health helm help \
    heroku high hot hotfix how however human idea immediate immediately impact important incident incidents \
    infra infrastructure input internal internally investigate ios issue issues istio item items january java jenkins \
    jira job jobs july june kafka kernel key keys kibana kubernetes lambda language later latency launch lead leads \
    legal lesson lessons level library life limits linkerd links linux linear list live load local log logs logstash long \
    longer loki low lua mac main maintenance major manager management manual march may medium memory mesos message messages \
    metric metrics microsoft middle mini minor mobile mode model module monday mongo month monthly more mysql nagios name \
    near need needs network networks new next nginx night no node nodes nomad none note notes notice november npm \
    numbers october office okta old on once one ongoing only onboard operations operator operators ops optional \
    oracle org other others our out outage overall owner owners pager pagerduty parser partner partners peer \
    pending people percona performance permissions person phase php pipeline pipelines plans platform playbook playbooks \
    pod pods point policies policy pool portal possible post postgres postmortem power practice pre priority \
    problem procedure procedures process processes product production progress project prod prometheus proposal protocol \
    provider proxy public pull puppet python quality query queries question queue queues quick quota rabbit rails rate \
    react reason recommended recovery redis redundant region register related release releases reliable \
    reliability remediate remediation reminder remote repo reports requests resilience resource resources response \
    result results risk risks role rollback rollbacks rollout root router routine rules runbook runbooks rust \
    safe safeguard safeguards safer safety salt same sales saturday scaling schema scope screen script scripts search \
    second secret secrets security sentry september serious server servers service services set severity shared \
    shell short should sidekiq simple site slack slow smoke soft software solution solutions some soon source spark \
    splunk stable staff staging standard state static status step steps stop storage stretch stripe structure suggest \
    summary sunday support suspend sync system systems table task tasks team teams technical template terraform term tests \
    that the their then these they things third this those threshold thresholds thursday ticket tickets time timeline \
    timeout timeouts to today todo together token tomorrow tool tools topic topics tracing traffic travis trigger triggers \
    tuesday twilio twitter two type ubuntu unknown unless until upstream urgent usage user users utility vault vendor \
    vendors version very video view virtual visibility volume volumes warning watch we web website wednesday week weekly \
    well what when where which who why wiki will windows with worker workers workflow workflows yaml year yes you zabbix \
    zero zookeeper zoom automated completed fixed closed improved increased reduced better dropped cancelled canceled \
    started abandoned blocked deferred delayed postponed planned proposed assigned resolved shipped merged accepted \
    rejected lasting short-term long-term mid-term medium-term nice must could would can";

/// Endings of nouns that no common first or family name has, in words of some length.
const NOUN_ENDINGS: &[&str] =
    &["ing", "tion", "sion", "ment", "ity", "ness", "ware", "ability", "ics", "base"];

static NO_NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| VERBS.split_whitespace().chain(TOPICS.split_whitespace()).collect());
static TO_DO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?P<name>\S+(?:\s\S+)?)\s+to\s+(?P<verb>[a-z]+)\b"));

/// What stands beside an action.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) owner: Option<String>,
    pub(super) due: Option<Date>,
}

/// Tells names from other words of a document.
pub(super) struct Names<'d> {
    document: &'d Document,
    /// Words that the document writes in small letters, which no name is; read when first asked for.
    small: OnceCell<HashSet<&'d str>>,
}

impl<'d> Names<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, small: OnceCell::new() }
    }

    /// The owner and the date that stand before or after what is to be done.
    pub(super) fn beside(&self, text: &str, calendar: DateResolver) -> Beside {
        let after = self.after(text, calendar);
        let owner = after.owner.or_else(|| self.before(text).map(str::to_owned));
        Beside { owner, due: after.due }
    }

    /// "Priya: add …", "[Priya] Add …", "Priya to add …".
    fn before<'t>(&self, text: &'t str) -> Option<&'t str> {
        let labelled = text.split_once(':').filter(|(_, rest)| rest.starts_with(' '));
        let bracketed = || text.strip_prefix('[')?.split_once(']').filter(|(_, rest)| rest.starts_with(' '));
        let told = || {
            let captures = TO_DO.captures(text)?;
            let is_verb = VERBS.split_whitespace().any(|verb| verb == &captures["verb"]);
            captures.name("name").filter(|_| is_verb).map(|name| name.as_str())
        };
        let named = labelled.or_else(bracketed).map(|(name, _)| name).filter(|name| self.is_person(name));
        named.or_else(|| told().filter(|name| self.is_person(name)))
    }

    /// "… (Priya, 2024-07-01)", "… — Priya — done".
    fn after(&self, text: &str, calendar: DateResolver) -> Beside {
        let text = text.trim_end_matches(['.', ' ']);
        if let Some((_, inside)) = in_brackets(text) {
            let mut parts = inside.split([',', ';']).map(str::trim);
            let mut beside = Beside::default();
            let all_known = parts.all(|part| self.note(part, calendar, &mut beside));
            return if all_known && beside.owner.is_some() { beside } else { Beside::default() };
        }
        let mut beside = Beside::default();
        let parts: Vec<&str> = DASH.split(text).collect();
        for part in parts.iter().skip(1).rev() {
            if !self.note(part.trim(), calendar, &mut beside) {
                break;
            }
        }
        beside
    }

    /// Whether a part is an owner, a date, a state, a ticket or a priority, alone or behind "due" and the like.
    pub(super) fn is_known(&self, part: &str, calendar: DateResolver) -> bool {
        let bare = part.split_once(' ').filter(|(lead, _)| {
            let lead = lead.trim_end_matches(':').to_lowercase();
            matches!(
                lead.as_str(),
                "due" | "by" | "until" | "done" | "closed" | "completed" | "fixed" | "owner"
            )
        });
        let part = bare.map_or(part, |(_, rest)| rest.trim());
        !part.is_empty() && self.note(part, calendar, &mut Beside::default())
    }

    /// The text without "Priya:" or "[Priya]" in front of it.
    pub(super) fn without_owner<'t>(&self, text: &'t str) -> &'t str {
        let labelled = text.split_once(':').filter(|(_, rest)| rest.starts_with(' '));
        let bracketed = || text.strip_prefix('[')?.split_once(']').filter(|(_, rest)| rest.starts_with(' '));
        let named = labelled.or_else(bracketed).filter(|(name, _)| self.is_person(name));
        named.map_or(text, |(_, rest)| rest.trim_start())
    }

    /// Notes an owner or a date; whether the part is one of them, or a state, a ticket or a priority.
    fn note(&self, part: &str, calendar: DateResolver, beside: &mut Beside) -> bool {
        let is_whole = |found: Option<(usize, usize)>| found == Some((0, part.len()));
        let handle =
            part.strip_prefix('@').filter(|name| !name.is_empty() && !name.contains(char::is_whitespace));
        if let Some(date) = dates::find(part).first().filter(|date| is_whole(Some((date.start, date.end)))) {
            beside.due = beside.due.or(date.value.resolve(calendar.order, calendar.year));
            return true;
        }
        if words::action_status(part).is_some()
            || is_whole(TICKET.find(part).map(|found| (found.start(), found.end())))
            || is_whole(PRIORITY.find(part).map(|found| (found.start(), found.end())))
        {
            return true;
        }
        if beside.owner.is_some() || !(handle.is_some() || self.is_person(part)) {
            return false;
        }
        beside.owner = Some(handle.unwrap_or(part).to_owned());
        true
    }

    /// Whether a line is nothing but somebody's name.
    pub(super) fn is_signature(&self, text: &str) -> bool {
        let text = text.trim();
        text.contains(' ') && text.len() <= 40 && self.is_person(text)
    }

    /// Whether these are one or two words that can only be a name.
    pub(super) fn is_person(&self, text: &str) -> bool {
        let mut parts = text.split(' ');
        let (first, second) = (parts.next().unwrap_or_default(), parts.next());
        let is_initial = |word: &str| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.as_str() == "."
        };
        let last = second.unwrap_or(first);
        parts.next().is_none()
            && self.is_name(last)
            && (second.is_none() || is_initial(first) || self.is_name(first))
    }

    fn is_name(&self, word: &str) -> bool {
        let mut parts = word.split(['-', '\'', '\u{2019}']);
        let is_shaped = parts.all(|part| {
            let part = part.strip_prefix("Mc").unwrap_or(part);
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
        });
        let length = word.chars().count();
        if !is_shaped || !(2..=20).contains(&length) {
            return false;
        }
        let small = word.to_lowercase();
        let is_noun = length > 5 && NOUN_ENDINGS.iter().any(|ending| small.ends_with(ending));
        let parts_are_words = || small.split('-').any(|part| NO_NAMES.contains(part));
        !is_noun
            && !NO_NAMES.contains(small.as_str())
            && !parts_are_words()
            && !self.small_words().contains(small.as_str())
    }

    fn small_words(&self) -> &HashSet<&'d str> {
        self.small.get_or_init(|| {
            let tokens = self.document.units.iter().flat_map(|unit| unit.text.split_whitespace());
            // A handle is a name, whatever its letters.
            let plain = tokens.filter(|token| !token.contains('@'));
            plain
                .flat_map(|token| token.split(|letter: char| !letter.is_alphabetic()))
                .filter(|word| word.starts_with(char::is_lowercase))
                .collect()
        })
    }
}
