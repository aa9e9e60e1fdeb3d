/** A word that this code base no longer uses, and the field's word for it. */
export interface OldWord {
  readonly old: RegExp;
  readonly say: string;
}

const person = 'the noun: "a client that …", "each project", "no worker"';

/** The words of STYLE that a reader would not search for. Exact enough to have few false positives. */
export const oldWords: readonly OldWord[] = [
  { old: /\bdoors?\b/i, say: 'entry point, or load shedder' },
  { old: /\bvouch\w*/i, say: 'markKnownTenant' },
  { old: /crowd\w*/i, say: 'concurrency limit, contention, or load' },
  { old: /\b\w*[a-z]Room\w*|(?<!--)\brooms?\b/, say: 'capacity' },
  { old: /\bpace\b/i, say: 'flush-time estimator, or rate' },
  { old: /patien(?:ce|t)/i, say: 'timeout' },
  { old: /come-?\s?again\w*|comes? again|came again/i, say: 'retry, retry-after, or requeue' },
  { old: /pending-?cap\b/i, say: 'backlog limit' },
  { old: /\btall(?:y|ies)\b/i, say: 'KeyedCounter, or count' },
  { old: /(?<!`)\bmend(?:s|ed|ing)?\b/i, say: 'resolution, or fix' },
  { old: /\bpassage\b|\btakes? leave\b|takeLeave/i, say: 'permit, acquirePermit' },
  { old: /\bput(?:s|ting)? aside\b|putAside/i, say: 'park' },
  { old: /LaneHold/, say: 'LaneLease' },
  { old: /GENEROSITY|DEFERENCE|giveWay/, say: 'dynamic threshold, niceFactor, lowerPriority' },
  { old: /(?<!third[- ])\bpart(?:y|ies)\b/i, say: 'tenant' },
  { old: /\btenure\w*/i, say: 'stickyMs' },
  { old: /\bcostly\b/i, say: 'expensive, or restartPenalty' },
  { old: /\bReception\b/, say: 'DeliveryResult' },
  { old: /\bjudges?\b|\bjudg(?:e[A-Z]|ing)\w*/, say: 'classify, or decide' },
  { old: /\blookAt[A-Z]\w*|\blook-at-/, say: 'check…' },
  { old: /find-?watched/i, say: 'monitoredProjects' },
  { old: /\bknock\w*/i, say: 'try, request, connect' },
  {
    old: /\bthe original(?:'s)?(?= (?:does|answers|has|API|also|documents|says|never|only)\b|[.,;:)]|$)/i,
    say: 'Platform.sh',
  },
  { old: /\bin the same breath\b/i, say: 'in the same transaction' },
  { old: /\bclock that is never turned\b/i, say: 'monotonic clock' },
  { old: /\bis_?ours\b/i, say: 'isMatch' },
  { old: /\((?:one|own)\)(?=(?:: [^=]*)? =>)|\bconst one\b/, say: 'item, or the noun' },
  { old: /\b(?:const|let|function) look\b/, say: 'check…' },
  { old: /\bPlaces\b(?! )/, say: 'FairSemaphore' },
  { old: /\bStay\b/, say: 'LaneLease' },
  { old: /\bwithin\((?:\d|\w*[mM]s\b)/, say: 'withTimeout' },
  { old: /\baside\b/i, say: 'parked, or plain words' },
  { old: /\bhide(?:Secrets?|Values?|Variables?)\b/, say: 'redact' },
  { old: /\binAll\b|\w+InAll\b/, say: 'total' },
  { old: /\b(?:who|whom)(?:so)?ever\b/i, say: person },
  { old: /(?<![:'`])\bnobody\b(?![:'`@])|\b(?:some|any|every)body\b(?!@)/i, say: person },
  { old: /\bstrangers?\b/i, say: 'another project, a remote server' },
  { old: /\bminds\b/i, say: 'plain words' },
  { old: /\bin vain\b/i, say: 'without effect' },
  { old: /\bbefalls?\b/i, say: 'happens to' },
  { old: /\bat the (?:most|least)\b/i, say: 'at most, at least' },
  { old: /\blet(?:s|ting)? (?:\w+ )?in\b(?! through)/i, say: 'admit' },
];
