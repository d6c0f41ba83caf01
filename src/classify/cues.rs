//! Words that say what part a thing plays in a sentence: cause or effect, denied, supposed, planned, repaired.
//!
//! They are written in the taxonomy's notation. Where two overlap, the longer one counts.

use Cue::{
    CausedBy, Causes, Checked, Conditional, Consequence, Denied, Found, General, Hedge, Idle, Imperative,
    IsRoot, Longer, Mistaken, Opening, Plan, Remedy, Root, RuledOut, Suspected, Symptom, Turn, Worse,
};

/// What a cue says of the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cue {
    /// What stands before it is the cause: "X led to Y".
    Causes,
    /// What stands after it is the cause: "Y was due to X".
    CausedBy,
    /// At the start of a sentence, what stands between it and the comma is the cause: "since X, Y".
    Opening,
    /// What stands after it is stated to be the cause: "the root cause was X".
    Root,
    /// What stands before it is stated to be the cause: "X was the culprit".
    IsRoot,
    /// What stands after it was found: "we discovered that X".
    Found,
    /// What stands after it followed from what was said before: "as a result, Y".
    Consequence,
    /// What stands shortly after it is denied: "was not X".
    Denied,
    /// Its clause is ruled out: "X turned out to be a red herring".
    RuledOut,
    /// What stands after it was thought of first: "we first suspected X".
    Mistaken,
    /// What stands after it was supposed: "we suspect X".
    Suspected,
    /// What stands after it was looked at: "we checked X".
    Checked,
    /// What stands after it was felt: "users saw X".
    Symptom,
    /// Its sentence is not certain: "could have".
    Hedge,
    /// What stands after it repairs: "was resolved by X".
    Remedy,
    /// Its sentence is a plan: "in the future".
    Plan,
    /// What stands after it is one of many examples: "such as".
    General,
    /// What stands after it need not be so: "in case of".
    Conditional,
    /// It made the incident bigger.
    Worse,
    /// It made the incident last.
    Longer,
    /// What stands after it is another matter: "but".
    Turn,
    /// A plan at the start of an item: "Add …".
    Imperative,
    /// Looks like a cue and is none.
    Idle,
}

/// All cues by what they say, separated by commas.
pub(super) const CUES: &[(Cue, &str)] = &[
    (
        Causes,
        "led|lead|leads|leading to, caused|causes|causing, which|that|to|will|would cause,
         resulted|results|resulting|result in, brought|bringing|knocked|knocking ~4 down|offline,
         triggered|triggers|triggering, gave|gives|giving rise to,
         made|making ~5 crash|fail|unavailable|unresponsive|unreachable|inaccessible|slow|stop|hang,
         rendered|rendering,
         overwhelmed|overwhelming|overloaded|overloading|saturated|saturating|swamped|flooded the|our|its|a|all|both|one|their,
         exhausted|exhausting|crashed|crashing|broke|breaking|exceeded|exceeding|filled|filling the|our|its|a|all|both|one|their|up,
         prevented|preventing|prevents|stopped|kept|blocked|blocking ~6 from, meant|meaning that,
         responsible for, contributed|contributing to, forced|forcing,
         leaving|left ~6 without|unable|offline|unavailable|down, which in turn,
         put|putting ~4 strain|pressure|load on, impacted|affecting|affected, disrupted|disrupting,
         did not allow, caused by this|these|that, ate|eats|eating up, drove, degraded|degrading,
         consumed|consuming all|most|the, which crashed",
    ),
    (
        CausedBy,
        "due to, because, because of, caused by,
         caused mainly|primarily|partly|in|directly|largely|actually|indirectly by|part by,
         as a|the|direct result of, as a direct result of, as a consequence of,
         resulted|resulting|results from, stem~ from, traced ~3 to, traced back to, tracked ~3 to,
         attributed to, attributable to, triggered by, triggered when, brought on|about by,
         brought down by, owing to, thanks to, following a|an|the,
         originated|originating|arose|arising from|in, linked|link to, link|linked ~3 to, the result of,
         a result of, blamed on, driven by, induced by, introduced by,
         overwhelmed|overloaded|saturated|exhausted|swamped|flooded|hit|killed|broken|corrupted|crashed|prompted|initiated|started|blocked|affected|impacted|disrupted|forced by,
         the reason ~6 was|is, explained by, on account of,
         happened|occurred|failed|crashed|broke|started|began when|after|because|since, this is because,
         this was because, was down to, under the weight|load of, courtesy of, at the heart of,
         a combination of, made worse by, boils|boiled down to",
    ),
    (
        Opening,
        "since, as, given, with",
    ),
    (
        Root,
        "root cause|causes ~10 was|is|were|are|being|as|that|to, root cause, the cause ~8 was|is|as|to, the|two|three|several ~2 causes|reasons|factors ~8 were|are,
         main|primary|underlying|actual|real|core|exact|direct|immediate|proximate|initial|first|likely cause|reason|issue|problem|culprit|factor|trigger ~8 was|is|were|as,
         core|underlying|real|actual|main|primary|root issue|problem|cause, culprit ~3 was|is|were,
         fault ~3 was|lay, contributing factor|factors ~4 was|is|were|include|included,
         turned out ~2 that, it turned out, turned out to be, turns out",
    ),
    (
        IsRoot,
        "was|is|were|as|be|being|are the|a|one root|main|primary|underlying|actual|real|true|key|sole|core|direct cause|culprit|reason|issue|problem|trigger|factor,
         was|is|were|as|being the cause|culprit|reason|trigger|problem, was|were|is at fault|to blame,
         was|were|is identified|confirmed|found|determined ~4 as ~3 cause|culprit|reason|trigger,
         to be the ~1 cause|culprit|reason|problem, is|was why, was the cause, was|were the cause of,
         is|was|as the ~2 root cause",
    ),
    (
        Found,
        "found|discovered|determined|identified|realized|realised|concluded|established|noticed|observed|diagnosed|isolated|pinpointed|confirmed|revealed|showed|shows|indicated|finding ~4 that|the|a|an|to|as|this,
         findings|investigation|analysis|logs ~2 showed|revealed|indicated|suggested|pointed,
         figured|found|find|finds|figuring out, identified, we|i|they|it|this ~1 introduced,
         highlighted|highlights|exposed|revealed|uncovered ~5 weakness|weaknesses|vulnerabilities|gaps|shortcomings|deficiencies|flaws",
    ),
    (
        Consequence,
        "as a result, consequently, therefore, hence, in consequence, as a consequence, subsequently,
         thus",
    ),
    (
        Denied,
        "was|is|were|are|be not|never caused|due|because|the|a|an|by|from|to|linked|connected|triggered|attributed|any|our,
         not caused by, not due to, not because of, not because, not related to,
         not appear|seem|look ~1 to|like,
         no evidence|sign|signs|indication|trace|proof|hint of|that|for, rather than, instead of,
         as opposed to, unrelated to, nothing to do with,
         nothing wrong|unusual|abnormal|suspicious|out with|in|on|of,
         no issue|issues|problem|problems|anomalies|errors|fault|faults with|in|on|at, excluding|excluded, there was|were|is|are no, without any, neither, nor, none of,
         did not involve|find|see|show|reveal|have|come|result|stem|experience,
         found|showed|had|see|saw no|nothing, no, not, free of",
    ),
    (
        RuledOut,
        "not|never|no longer think|believe|suspect|expect, do|does|did not think|believe|suspect|expect, unlikely that|to,
         nowhere near, far from, had the|it|there|this|our|a|an|any|we|they|i ~8 would have,
         ruled|ruling|rule ~4 out, red herring, false lead, wrong lead, dead end, misleading, turned out not,
         turned out to be fine|unrelated|normal|healthy|wrong,
         was|were|is|are|looked|seemed|appeared|be|look|looks|seem|as|all|being fine|healthy|ok|okay|normal|unaffected|intact|stable|innocent|nominal|unrelated,
         was|were|is not ~3 root|direct|actual|real|primary|main cause|causes|culprit|reason,
         was|were|is|are not ~3 cause|causes|culprit|reason|issue|problem|source, not ~2 root cause,
         was|were working fine|normally|correctly|properly|well|as, worked fine|normally|throughout|correctly|properly, had nothing to do with, unrelated,
         not to blame|at fault|responsible|involved|affected|contribute, no data was|were lost,
         no user data was lost,
         was|were not related|responsible|involved|affected|lost|compromised|lost|leaked|exposed|at,
         discarded|dismissed|rejected|disproved|disproven|excluded|eliminated ~3 as|after|because|quickly|by|early|for|again,
         was|were|be|been ~2 discarded|dismissed|rejected|disproved|disproven|excluded|eliminated,
         could|can be excluded|dismissed|eliminated,
         considered|investigated|explored ~4 and|but ~1 discarded|dismissed|rejected|excluded|eliminated,
         and|but discarded|dismissed|excluded|eliminated,
         did|does|do not ~1 cause|trigger|explain|contribute|play,
         misleading|wrong|misled|false|incorrect path|paths|track|assumption|hypothesis|lead|diagnosis|investigation|theory,
         no ~3 cause|culprit|impact|effect, did not help|resolve|fix|change|solve|improve,
         does not resolve|fix|help, was|were|is working|operational|functioning|running,
         within normal|expected, showed|shows normal|no|nothing",
    ),
    (
        Mistaken,
        "initially|originally|firstly|wrongly|mistakenly|incorrectly|falsely ~2 suspected|thought|assumed|believed|blamed|attributed|looked|investigated|focused|focussed|considered|concluded|guessed|hypothesised|hypothesized|diagnosed|inspected|checked|debugged|pointed|seemed|appeared,
         suspected|thought|assumed|believed|looked|seemed|appeared at first|initially|originally|first,
         first|at|our|the|initial|original first|initial|original|early|working suspicion|assumption|thought|guess|hypothesis|theory|belief|diagnosis|suspect|impression,
         first suspected|thought|assumed|believed|investigated|looked|checked|blamed,
         initial|first suspicion|assumption|guess|theory|hypothesis|thought|thoughts|focus,
         mistook|mistaken|mistaking, at first",
    ),
    (
        Suspected,
        "suspected|suspecting|suspect|suspects|suspicion, i guess, assumed|assuming|assumption,
         hypothesis|hypothesised|hypothesized|theory|theories|speculated|guessed, thought|thinking,
         was|were suspected|assumed|thought",
    ),
    (
        Checked,
        "check|checked|checking|checks|inspect|inspected|inspecting|investigate|investigated|investigating|examine|examined|examining|verify|verified|verifying|debug|debugged|debugging|test|tested|testing|analyse|analysed|analysing|analyze|analyzed|analyzing|review|reviewed|reviewing,
         looked|looking|look into|at|for, to ascertain, to see if|whether, to find out whether|if,
         was|were involved|consulted|contacted|paged, to check|verify|test|inspect,
         focused|focussed|focusing|concentrated on, any network|database|hardware|server|dns|potential",
    ),
    (
        Hedge,
        "could have, may have, might have, could be, may be, might be, might, possibly, potentially,
         perhaps, maybe, probably, could also, can be, it's possible, not clear|sure|certain|known|confirmed,
         unclear|unsure|uncertain, whether, one possibility, theoretically, would have,
         appeared|seemed|seem|seems|looked|looks like|as|to|that, are|is prone|vulnerable to, potential,
         could, may, risk of, can",
    ),
    (
        Symptom,
        "users|customers|clients|people|visitors|members|developers|teams|requests|who ~3 experienced|saw|see|seeing|received|receiving|reported|encountered|encountering|noticed|faced|facing|got|getting|experiencing|reporting|complained|complaining,
         manifested|manifesting as|in|itself, symptom|symptoms,
         returned|returning|returns|served|serving|threw|throwing|showed|showing a|an|the|5xx|502|503|500|errors,
         error message|messages, complaints|reports|complaint|report about|of|that,
         led us to believe|think|suspect",
    ),
    (
        Remedy,
        "to prevent|avoid|mitigate|reduce|forestall|minimize|minimise|handle|accommodate|address|ensure|protect|improve|detect|relieve|alleviate|cope|resolve|fix|remedy|guard|combat|counter|eliminate|deal,
         in order to, so that future, so as to,
         by adding|increasing|restarting|implementing|scaling|upgrading|optimizing|optimising|rolling|reverting|restoring|redirecting|replacing|removing|disabling|switching|moving|fixing|deploying|rebooting|applying|introducing|using|improving|enabling|limiting|blocking|clearing|deleting|reducing|renewing|setting|changing|expanding|updating|tuning|provisioning|migrating,
         was|were|is|been|being|got ~2 resolved|fixed|mitigated|addressed|restored|solved|corrected|remedied|repaired,
         resolved|fixed|mitigated|addressed|solved|restored|corrected|remedied|repaired|resolve|fix|solve|mitigate by|it|the|this|them|with|all|service|access,
         we|team|they|engineers|i|he|she have|has|had added|increased|implemented|upgraded|scaled|restarted|deployed|optimized|optimised|improved|introduced|replaced|fixed|reverted|rolled|put|set|moved|migrated|enabled|disabled|removed|updated,
         we|team|they|engineers|and|i|he|she added|increased|implemented|upgraded|scaled|restarted|optimized|optimised|improved|replaced|fixed|reverted|rolled|restored|rebooted|renewed|provisioned|raised,
         additional ~2 capacity|resources|memory|servers was|were|will,
         was|were ~1 added|increased|upgraded|provisioned|optimized|optimised|implemented|improved|rolled|reverted|restarted|replaced|renewed|restored|repaired|deployed|raised|scaled|expanded|reinstated,
         the|a|temporary|permanent|our|immediate fix|solution|workaround|remedy|mitigation,
         decided|decide to,
         to increase|add|restart|scale|upgrade|implement|optimize|optimise|restore|enhance|expand|renew|replace|raise|allow for,
         as a precaution, rolled back, roll back, measures,
         preventing|avoiding ~2 similar|future|such|this|another|recurrence, working on|to,
         protections against, recovered|recovery, can|could|able now, more robust|resilient,
         in favour|favor of, to protect",
    ),
    (
        Plan,
        "will|shall|ll add|be|implement|improve|increase|review|introduce|also|now|monitor|make|work|continue|have|ensure|put|need|investigate|look|use|help|migrate|upgrade|deploy|set|change|start|update|fix|create|move|replace|prevent|allow|enable|require|take|try,
         we|team|i|they will|ll|should|must|need|plan|intend|want|aim|recommend|propose, we are going to,
         we re working|planning|looking|adding|improving|investigating|going,
         we are working|planning|looking|adding|improving|investigating|considering,
         should|must|need|needs to|be|also, plan|plans|planned|planning to|for,
         in|for the|near|any future, in future, going|moving forward, next steps, from now on,
         similar incident|incidents|issue|issues|occurrence|occurrences|problem|problems|outages|outage|situation|failures|events,
         action item|items, recommend~|recommendation|recommendations, todo, follow up, long term, should,
         to do, lesson|lessons, next time",
    ),
    (
        General,
        "such as, for example, e g, for instance, things like, including but not,
         can|may|could|might be caused|due|triggered by|to, unlike, last year,
         in|from ~2 previous|earlier|prior|past ~1 incident|incidents|outage|outages, any transient|kind|type|sort|such|other, any number of,
         various|many|several|different|number|variety|range|multiple|numerous|other reasons|causes|factors|ways|things|failures|failure|kinds|types|issues,
         common causes, in general, generally, typically, usually, often caused|due|happens,
         kinds|types|sorts of, can happen|occur|cause|lead|result, ranging from, anything from,
         always a|possible|the",
    ),
    (
        Conditional,
        "if, in case of, in case, in the event of|that|a, unless, even if, as if, would, were to, against,
         how to, until, hoping|hope|hopefully",
    ),
    (
        Worse,
        "made|make|makes|making ~4 worse, made worse by, exacerbated, exacerbating, compounded,
         compounding, aggravated|aggravating|worsened|worsening, amplified|amplifying|amplifies,
         snowball~|snowballed, to make matters|things worse, magnified, intensified",
    ),
    (
        Longer,
        "prolonged|prolonging,
         delayed ~4 detection|response|recovery|resolution|diagnosis|investigation|mitigation, delayed,
         took longer, took ~4 longer, extended the,
         slowed|slowing ~4 recovery|response|resolution|investigation|diagnosis|us|detection,
         hampered|hindered|hindering|complicated|complicating, longer than, went unnoticed|undetected,
         time to detect|detection|resolve|recover, delay in",
    ),
    (
        Turn,
        "but, and we|they|it|this|then|i, this one, this time, however, although, though, whereas, while, before turning, then, instead it was, only to,
         yet, so we, until",
    ),
    (
        Imperative,
        "add|increase|implement|improve|monitor|review|ensure|create|fix|investigate|update|document|setup|enable|consider|make|use|conduct|optimize|optimise|provide|deploy|migrate|upgrade|replace|automate|write|define|establish|train|introduce|reduce|remove|limit|regularly|develop|configure|build|adopt|extend|better|execute|perform|schedule|keep|run|set|put|get|explore|evaluate|prevent|avoid|change|move|test|include|restart|scale|separate|allow|move|discuss|revisit|have|ask|raise|switch|refactor|install|audit|alert|tune|educate|require|verify|check|find|look|reflect|identify|split|stop|turn|determine|decrease|expand|enhance|enforce|educate|follow|plan|work|learn|communicate|always|never|validate|rotate|treat|more|try|finish|complete|rework|rewrite|clean|redesign|simplify|publish|share|track|measure|collect|log|store|hire|remind|organize|standardize|ship|roll|invest|strengthen|tighten|harden|isolate|decouple|apply|providing|implementing|adding|improving|increasing|ensuring|conducting|monitoring|setting|establish|automated|improved|enhanced|additional|to",
    ),
    (
        Idle,
        "than|as it|they|we|this|that should, no longer, not only, not enough, not able to, could not, not handle, should have,
         should not have, should never have, could not handle|cope|keep|process|serve, to be,
         not sufficient,
         no ~1 alert|alerts|alerting|alarm|alarms|monitoring|monitor|tests|test|review|runbook|documentation|staging|canary|rollback|backup|backups|redundancy|failover|fallback|limit|limits|on|one|way|validation|safeguard|guard|process|index|space|memory|free|room|check|checks|rate|timeout|timeouts|notification,
         did|was|were|is|does not alert|notified|monitored|tested|covered|renewed|reviewed|documented|updated|released|closed|handled|handle|catch|caught|noticed|detected|fire|page|enough|check|validate|configured|scaled|able|been|yet|set|trigger|have|work|fully|properly|correctly|adequately|aware|automatically|include|exclude|match|compatible|backed|available|trusted|clear|until,
         had not been, has not been, nobody|no one, no space left, can not,
         we|i|team|they|engineers ~1 took|brought|stopped|blocked|forced|triggered|broke|filled|disrupted|kept|put,
         causing code, not be able, will not, may 2*|1*|3*, as can be seen, as soon as possible,
         as possible, no more, can see, be used to, test suite|suites|environment, check in, no other,
         unable to, would have been, may 4|5|6|7|8|9, in may, on may, no doubt, not just, let alone,
         not limited to, load test",
    ),
];
