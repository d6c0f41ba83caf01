//! Who noticed first.

mod clauses;
mod words;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::claim::Claim;
use super::timeline::Entry;
use crate::extract::fields::front_matter::words as fields;
use crate::extract::fields::labels::Labelled;
use crate::extract::patterns::{any_of, listed, pattern, words};
use crate::extract::text::{Document, SectionRole, Sentence};
use crate::language::{Compiled, SpeaksUp};
use crate::postmortem::DetectedBy;
use clauses::{DetectionCue, Weight};

/// Sections in the order in which they are asked; the lessons say who noticed only where nothing else does.
const ASKED: [&[SectionRole]; 5] = [
    &[SectionRole::Detection],
    &[SectionRole::Timeline],
    &[SectionRole::Summary, SectionRole::Lead, SectionRole::Impact, SectionRole::Trigger],
    &[
        SectionRole::Other,
        SectionRole::RootCause,
        SectionRole::RootCauseAndResolution,
        SectionRole::Resolution,
        SectionRole::Background,
    ],
    &[SectionRole::Lessons],
];

/// Somebody outside, by what they do: whoever calls, writes and complains is no engineer of the house.
static SPEAKS_UP: Compiled<Regex> = Compiled::new(|languages| {
    let any = |list: fn(&SpeaksUp) -> &Vec<String>| any_of(languages, |language| list(&language.speaks_up));
    let (tells, us, somebody) = (any(|up| &up.tells), any(|up| &up.us), any(|up| &up.somebody));
    let (speaks, of) = (any(|up| &up.speaks), any(|up| &up.of));
    pattern(&format!(
        r"(?i)\b(?:{tells})\s+(?:{us})\b|\b(?:{somebody}|\d+)\s+(?:[\w'’-]+\s+){{0,4}}?(?:{speaks})\b(?:\s+(?:{of})\b|\s*[.,;:)]|\s*$)",
    ))
});

/// Words of which a sentence about noticing has at least one.
static NOTICING: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.noticing));

/// The first word of a heading that asks how it was noticed.
static HOW: Compiled<Vec<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.speaks_up.how));

/// Reads who noticed first: a label, else a section on detection, else who is said to have been first, else the first
/// sentence that speaks of noticing and says who.
pub(super) fn read(
    document: &Document,
    labelled: &[Labelled<'_>],
    timeline: &[Entry],
) -> Option<Claim<DetectedBy>> {
    let labels = labelled.iter().filter(|label| matches!(label.key, "detected_by" | "detected"));
    let labelled = labels.into_iter().find_map(|label| {
        let by = named(label.value, label.key == "detected_by")?;
        Some(Claim::quote(label.value, label.unit, label.range.start).with(by))
    });
    if labelled.is_some() {
        return labelled;
    }
    // What the story says first decides; the explanations behind it are read only where it leaves the question open.
    let story = || best(document, timeline, 0..3).filter(|(_, notice)| notice.weight != Weight::Weak);
    // A section on detection outweighs all others.
    let best =
        best(document, timeline, 0..1).or_else(story).or_else(|| best(document, timeline, 0..ASKED.len()));
    if let Some((sentence, notice)) = best {
        return Some(Claim::of(&sentence).with(notice.by));
    }
    ASKED[..3].iter().find_map(|roles| {
        let asked = document.sentences().filter(|sentence| roles.contains(&sentence.role));
        asked.filter(|sentence| !is_retelling(document, sentence)).find_map(|sentence| {
            let speaks = NOTICING.is_match(sentence.text) && SPEAKS_UP.is_match(sentence.text);
            speaks.then(|| Claim::of(&sentence).with(DetectedBy::Customer))
        })
    })
}

/// The plainest notice of the sections with these ranks; of equals the first.
fn best<'a>(
    document: &'a Document,
    timeline: &[Entry],
    ranks: std::ops::Range<usize>,
) -> Option<(Sentence<'a>, DetectionCue)> {
    let mut entries =
        timeline.iter().filter(|entry| entry.time.is_some()).map(|entry| entry.unit).collect::<Vec<_>>();
    entries.sort_unstable();
    let told = document.sentences().filter_map(|mut sentence| {
        // An entry is one wherever it stands.
        if sentence.role != SectionRole::Detection && entries.binary_search(&sentence.unit).is_ok() {
            sentence.role = SectionRole::Timeline;
        }
        let asked = |rank: &usize| ASKED.get(*rank).is_some_and(|roles| roles.contains(&sentence.role));
        let rank = ranks.clone().find(asked)?;
        // "How we noticed" heads the answer and gives none.
        let asks = || {
            let first = sentence.text.split_once(' ').map_or("", |(first, _)| first);
            HOW.iter().any(|how| first.eq_ignore_ascii_case(how))
        };
        let speaks =
            (rank == 0 || NOTICING.is_match(sentence.text)) && !asks() && !is_retelling(document, &sentence);
        let told = || clauses::read(sentence.text, sentence.role);
        let named = || {
            let by = if rank == 0 { clauses::mention(sentence.text, true) } else { None }?;
            Some(DetectionCue { by, weight: Weight::Named })
        };
        Some((sentence, rank, speaks.then(|| told().or_else(named)).flatten()?))
    });
    let plainest = told.min_by_key(|(sentence, rank, notice)| {
        let weight = match notice.weight {
            Weight::First | Weight::Plain if *rank == 0 => 0,
            Weight::Weak | Weight::Named if *rank == 0 => 1,
            Weight::First if *rank < 4 => 2,
            Weight::First | Weight::Plain => 3,
            Weight::Weak | Weight::Named => 4,
        };
        (weight, *rank, sentence.unit, sentence.start)
    });
    plainest.map(|(sentence, _, notice)| (sentence, notice))
}

fn is_retelling(document: &Document, sentence: &Sentence<'_>) -> bool {
    document.section_of(sentence.unit).is_none_or(|section| section.is_retelling)
}

/// Whom the value of a field names. A field that asks who noticed names them without a verb.
fn named(value: &str, asks_who: bool) -> Option<DetectedBy> {
    let told = clauses::read(value, SectionRole::Detection).map(|notice| notice.by);
    told.or_else(|| fields::detected_by(value).filter(|_| asks_who))
        .or_else(|| clauses::mention(value, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::facts::DocumentMentions;
    use crate::source::SourceFile;
    use DetectedBy::{Customer, Engineer, Monitoring, ThirdParty, Unknown};

    #[track_caller]
    fn check(text: &str, by: DetectedBy) {
        let document =
            crate::extract::text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
        let labelled = crate::extract::fields::labels::find(&document);
        let entries =
            crate::extract::facts::timeline::read(&DocumentMentions::of(&document), Default::default());
        let noticed = read(&document, &labelled, &entries);
        assert_eq!(noticed.map_or(Unknown, |noticed| noticed.value), by, "{text}");
    }

    #[test]
    fn one_sentence_says_who() {
        for (text, by) in [
            ("Our probes raised an alarm for the label printer.", Monitoring),
            ("We were paged at 03:00.", Monitoring),
            ("An alert for queue length fired and the on-call engineer looked at it.", Monitoring),
            ("At 9:05 we received an automated alert about the ledger.", Monitoring),
            ("The fault was picked up by our synthetic checks.", Monitoring),
            ("The team was alerted to failing logins.", Monitoring),
            ("Two customers complained that parcels had vanished.", Customer),
            ("We got several reports that labels came out blank.", Customer),
            ("The outage was first reported by a florist, then by customers on Twitter.", Customer),
            ("Support tickets about blank labels came in from 9:00 on.", Customer),
            ("We were alerted to blank labels by users of the beta.", Customer),
            ("A team reports blank labels.", Customer),
            ("## How we noticed\n\nA customer called the shop.\n", Customer),
            ("Ada and an engineer noticed the odd graph.", Engineer),
            ("The problem was discovered internally at noon.", Engineer),
            ("Blank labels were noticed by a member of our staff.", Engineer),
            ("A drop in orders was spotted via Grafana.", Engineer),
            ("The hosting provider informed us of smoke.", ThirdParty),
            ("We received an e-mail from a security researcher.", ThirdParty),
            ("# Timeline\n\n- 09:02 Ada notices blank labels\n", Engineer),
            ("# Timeline\n\n- 09:02 customers call the shop\n", Customer),
            ("This was first reported by @ada-b and then by Bob.", Customer),
            ("A user who came back after many weeks noticed a blank label.", Customer),
            ("It was noticed when Discord went silent. We were paged a minute later.", Monitoring),
            ("# Timeline\n\n- 09:02 Noticed blank labels while packing\n", Engineer),
            ("# Timeline\n\n- 09:02 Monitoring system lights up: trays are full\n", Monitoring),
            ("# Timeline\n\n- 09:02 The printer called for help via an automated alert\n", Monitoring),
            ("# Timeline\n\n- May 14, 09:02 A customer reports blank labels\n", Customer),
            ("# Timeline\n\n- How was the issue detected: during a routine test\n", Engineer),
            ("The full tray set off two alarms at 09:02.", Monitoring),
            ("It was only caught by reading the log by hand in a review.", Engineer),
            ("The community started seeing blank labels.", Customer),
            ("At 9:05 we got a report that labels came out blank.", Customer),
            ("A security researcher discovered that labels could be forged.", ThirdParty),
            ("@ada looked at the tray and realised that it was full.", Engineer),
            ("# Detection\n\nBy people telling us that labels came out blank.\n", Customer),
            ("# Detection\n\nThe first bug report came in via Zendesk.\n", Customer),
            ("# Detection\n\nManual check of the printed labels.\n", Engineer),
            ("## How did we detect it?\n\n- Checked the monitoring and found no prints.\n", Engineer),
            ("# Detection\n\nForensic review of a month of labels.\n", Engineer),
            ("# Detection\n\nIt was noticed when the expected alerts did not come.\n", Engineer),
            (
                "# Timeline\n\n- 09:02 Our monitoring system, which drinks more coffee than anybody, alerted us\n",
                Monitoring,
            ),
            (
                "- 09:02: Printer-Critical alert\n- 09:05: The team noticed full trays\n- 09:20: Trays emptied\n",
                Monitoring,
            ),
        ] {
            check(text, by);
        }
    }

    #[test]
    fn one_sentence_says_who_in_other_languages() {
        for (code, text, by) in [
            ("de", "Ein Alarm wurde ausgelöst, und die Bereitschaft sah nach.", Monitoring),
            ("de", "Die Störung wurde vom Monitoring erkannt.", Monitoring),
            ("de", "# Entdeckung\n\nErkannt durch Monitoring.\n", Monitoring),
            ("de", "Die Bereitschaft wurde alarmiert.", Monitoring),
            ("de", "Zwei Kunden haben leere Etiketten gemeldet.", Customer),
            ("de", "Mehrere Kunden beschwerten sich über leere Etiketten.", Customer),
            ("de", "Wir erhielten mehrere Beschwerden über leere Etiketten.", Customer),
            ("de", "Einer Kollegin fiel auf, dass Etiketten leer waren.", Engineer),
            ("de", "Der Fehler wurde entdeckt bei einer Überprüfung der Etiketten.", Engineer),
            ("de", "Der Anbieter informierte uns über den Ausfall.", ThirdParty),
            ("de", "Kunden wurden informiert.", Unknown),
            ("de", "Niemand hat es bemerkt.", Unknown),
            ("de", "Ein Techniker entdeckte die Ursache.", Unknown),
            ("de", "Die Überwachung soll künftig alarmieren.", Unknown),
            ("pt", "O problema foi detectado pelo cliente.", Customer),
            ("pt", "A falha foi detectada no monitoramento por um alerta.", Monitoring),
            ("pt", "Fomos alertados às 9h.", Monitoring),
            ("pt", "O monitoramento detectou etiquetas em branco.", Monitoring),
            ("pt", "Dois clientes reclamaram de etiquetas em branco.", Customer),
            ("pt", "Recebemos várias reclamações de etiquetas em branco.", Customer),
            ("pt", "Percebemos que as etiquetas saíam em branco.", Engineer),
            ("pt", "Uma colega notou etiquetas em branco.", Engineer),
            ("pt", "Os clientes foram informados.", Unknown),
            ("pt", "Ninguém percebeu a falha.", Unknown),
            ("pt", "Um engenheiro descobriu a causa.", Unknown),
        ] {
            let language = crate::language::find(code).unwrap_or_default();
            crate::language::reading(language, None, || check(text, by));
        }
    }

    #[test]
    fn who_is_told_or_found_a_cause_or_might_have_noticed_did_not_notice() {
        for text in [
            "The disk was replaced.",
            "Customers were notified by e-mail.",
            "We notified the users and AWS was contacted.",
            "Customers may have noticed blank labels.",
            "No alert was triggered and nobody noticed.",
            "Our engineers discovered the root cause at noon.",
            "Monitoring should have detected this.",
            "The issue was detected at noon and fixed.",
            "We will add alerts so that the team is paged.",
            "We are noticing errors also on the second disk.",
            "The provider informs us that the cable is back.",
            "The report showed a monitoring blind spot.",
            "You won't notice this in a test.",
            "The sanity checks missed it.",
            "# Detection\n\nIt was checked at noon.\n",
        ] {
            check(text, Unknown);
        }
    }

    #[test]
    fn the_first_notice_counts() {
        check(
            "# Timeline\n\n- 09:02 Users report blank labels\n- 09:05 Alert for the printer fires\n",
            Customer,
        );
        check(
            "# Timeline\n\n- 09:02 Alert for the printer fires\n- 09:05 Users report blank labels\n",
            Monitoring,
        );
        check(
            "# Summary\n\nIt was first noticed by an engineer.\n\n# Timeline\n\n- 09:05 Users report blank labels\n",
            Engineer,
        );
        check(
            "# Detection\n\nA user of the beta.\n\n# Timeline\n\n- 09:02 Alert for the printer fires\n",
            Customer,
        );
        check("Detected by: PagerDuty\n\n# Timeline\n\n- 09:02 Users report blank labels\n", Monitoring);
    }
}
