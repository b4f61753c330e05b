// The REST API, generated from the server's types: python -m core_api.generate

/** Written into the contest's log. */
export interface Accepted {
  accepted: boolean
}

/** Leave to see a contest. */
export interface Access {
  contest_id: string
  granted: boolean
}

export interface Account {
  id: string
  email: string
  name: string
  roles: string[]
  /** Contests of which the user is jury. */
  jury_of: string[]
}

/** Submissions of one day (UTC). */
export interface ActivityDay {
  date: string
  submissions: number
  accepted: number
}

/** The jury adds to a team's score: minutes of penalty under ICPC, points elsewhere. The same `id` again replaces it. */
export interface Adjusted {
  type: 'adjusted'
  id: string
  team: string
  amount: number
  reason: string
}

/** What the jury has added to a team's score. */
export interface Adjustment {
  id: string
  team_id: string
  team_name: string
  /** Minutes of penalty under ICPC, points under the other rules. */
  amount: number
  reason: string
  /** Name; null: the account is not there any more. */
  made_by: string | null
  made_at: string
}

export interface AdjustmentPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  adjustments: Adjustment[]
}

export interface AdjustmentQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Only those of this team. */
  team?: string | null
}

/** The jury says something to everybody. The same `id` again replaces it; an empty `text` takes it back. */
export interface Announced {
  type: 'announced'
  id: string
  text: string
  /** Wall clock, ms since 1970. */
  at: number
  /** The problem it is about, if it is about one. */
  problem?: string
}

export interface Answer {
  answer: string
  /** Announces it to everybody, too: word it so that it says what it is about. */
  to_all?: boolean
}

/** An API key without its secret. */
export interface ApiKey {
  id: string
  name: string
  scopes: string[]
  per_minute: number
  made_at: string
  until: string
  /** To the minute. */
  last_used_at: string | null
}

/**
 * Of the judged submissions to a problem in all contests and outside of them, with the verdicts of now.
 *
 * Without contests that run or are frozen, hidden teams, deleted submissions and errors of the system (JE).
 */
export interface ArchiveStatistics {
  problem_id: string
  submissions: number
  accepted: number
  /** Accepted submissions among all, 0 to 1; null without any. */
  acceptance: number | null
  /** Who submitted. */
  users: number
  /** Users with an accepted submission. */
  solvers: number
  /** The most frequent first, as the next ones. */
  verdicts: Count[]
  languages: LanguageCount[]
  /** The five fastest teams in contests, without unofficial and disqualified ones, and without people who do not show their statistics. */
  fastest: FastSolve[]
}

/** Options of the rule `atcoder`. */
export interface AtCoderOptions {
  /** Minutes for each wrong try before the gain. */
  penalty_minutes?: number
}

/** A file of a problem, to be read at `/problems/{problem}/attachments/{name}`. */
export interface Attachment {
  name: string
  /** `picture`: shown by statements; `attachment`: to take away; `statement`: the statement in `language`, as PDF. */
  kind: string
  /** Of a statement. */
  language: string | null
  media_type: string
  bytes: number
}

export interface AttachmentList {
  /** By name, 60 at most. */
  attachments: Attachment[]
}

export interface AuditEntry {
  id: string
  /** Its place in the hash chain, from 1 on; null: it is not linked yet, which takes about a second. */
  sequence: number | null
  at: string
  /** Id of the account; null: nobody was logged in, or a part of the platform acted. */
  actor: string | null
  /** As the account is called now. */
  actor_name: string | null
  /** Of the account, when it acted. */
  roles: string[]
  session: string
  /** Of the client; null: there was none, or an earlier `secret_key` has sealed it. */
  address: string | null
  /** The request's id, as it stands in logs. */
  request: string
  /** `PUT /contests/{contest}`, or the command or job of the platform. */
  action: string
  /** Of the object: `contest`, `problem`, `team`, `user`, `score`, …; `request` for a refused act. */
  kind: string
  /** Its id; those of contests' parts are behind the contest's, as in `spring-cup/team-7`. */
  object: string
  /** Public fields of the object before the act; of a change, those that differ. */
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  outcome: 'done' | 'refused'
  /** Code of the error that a refused act got. */
  reason: string
  /** How often it was refused: refusals of a minute are one entry. */
  times: number
  /** Why it is unusual. */
  marks: ('many-refusals' | 'new-network' | 'rights-at-night' | 'tail-lost' | 'test-of-running-contest')[]
}

export interface AuditPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** The newest first. */
  entries: AuditEntry[]
}

export interface AuditQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Id of an account. */
  actor?: string | null
  /** As in an entry: `PUT /contests/{contest}`. */
  action?: string | null
  kind?: string | null
  /** Id of an object, of the given kind. */
  object?: string | null
  /** Of a client; or a network, `192.0.2.0/24` or `2001:db8::/48`. */
  address?: string | null
  outcome?: 'done' | 'refused' | null
  /** Whether it is unusual. */
  marked?: boolean | null
  /** Not earlier than this moment. */
  since?: string | null
  /** Earlier than this moment. */
  until?: string | null
}

/** Whether the audit log is as the platform has written it. */
export interface AuditVerification {
  whole: boolean
  /** Entries in the hash chain. */
  links: number
  /** Of the newest link, to be compared with one that was noted elsewhere. */
  hash: string
  /** Entries that are not linked yet. */
  waiting: number
  /** Links that an earlier `secret_key` has signed; the chain behind them vouches for them. */
  earlier_key: number
  /** What was changed, removed, added or cut off: the first 100. */
  problems: string[]
  notes: string[]
}

/** As CLICS names them: `winner`, `gold-medal`, `first-to-solve-<problem>`, `group-winner-<group>`, … */
export interface Award {
  id: string
  citation: string
  team_ids: string[]
}

/** Hidden, unofficial and disqualified teams win nothing, and nobody a medal for nothing. Teams that share a rank share its award. */
export interface AwardRules {
  /** Percent of the ranked teams that win gold, silver and bronze, rounded up; not with `medals`, which counts ranks. All 0: none. */
  medal_shares?: [number, number, number]
  /** Whether who is first is named. */
  winner?: boolean
  /** Whether the first to solve each problem is named. */
  first_to_solve?: boolean
  /** Whether the best of each group is named. */
  group_winners?: boolean
  /** Honors for what a team has solved. */
  honors?: Honor[]
  /**
   * Honors as at ICPC World Finals, instead of `honors`: highest for as many problems as the last medallist has
   * solved, high for one fewer, honors for as many as the median team, else an honorable mention.
   */
  world_finals_honors?: boolean
}

export interface Awards {
  awards: Award[]
}

export interface AwardsQuery {
  audience?: 'jury' | 'public'
}

/** A problem that a team has solved. */
export interface Balloon {
  /** `<team>.<problem>`: stays the same whatever is judged again. */
  id: string
  team_id: string
  team_name: string
  organization: string
  /** Where the team sits: the `location` of its registration. Empty: not known. */
  place: string
  problem_id: string
  label: string
  /** Colour, as `#rrggbb`; empty: the contest names none. */
  rgb: string
  /** Milliseconds: of the team's first accepted submission. */
  contest_time: number
  /** The first team to solve this problem, unofficial teams aside, of what is judged by now. */
  first_of_contest: boolean
  /** The first problem that the team solved. */
  first_of_team: boolean
  /** Name; null: it is to be delivered. */
  delivered_by: string | null
  delivered_at: string | null
  /** It was delivered and no longer counts: the submission was judged again or deleted, or the team is on no board any more. */
  withdrawn: boolean
}

export interface BalloonPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  balloons: Balloon[]
}

export interface BalloonQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Only those that were delivered, or only those that were not. */
  delivered?: boolean | null
}

export interface BeginLink {
  /** The account's, once more: who is linked can log in from then on, so a session that somebody else found open is not enough. */
  password: string
}

export interface BeginSetUp {
  /** The account's, once more: a session that somebody else found open is not enough. */
  password: string
}

/** A login that goes on at the provider. */
export interface Begun {
  /** Where the browser goes; it comes back to `/?sign-in={provider}` with `code` and `state`. */
  authorization_url: string
  /** For the second step, kept by the client until then; null: it is in a cookie. */
  secret: string | null
}

export interface BoardQuery {
  /** The first row, from 0. */
  start?: number
  limit?: number
  audience?: 'jury' | 'public'
  /** The board of this second of the contest. */
  at?: number | null
  /** Only the teams of this group, ranked among themselves. */
  group?: string
}

/** What messages to the browser are encrypted with (RFC 8291), base64url. */
export interface BrowserKeys {
  p256dh: string
  auth: string
}

export interface CannedAnswer {
  id: string
  text: string
}

export interface CategoryCount {
  difficulty: string
  /** Of this difficulty. */
  problems: number
}

/**
 * One team on one problem: `[problem, judged, pending, solved, time, score]`.
 *
 * `problem` is its number in the contest; `judged` and `pending` count tries up to the first accepted one; `solved`
 * is 0 no, 1 yes, 2 yes and first of all; `time` is in the rule's unit (ICPC: minutes), -1 without one.
 */
export type Cell = [problem: number, judged: number, pending: number, solved: number, time: number, score: number | null]

/** One frozen cell is shown: the next from below (no `team`), or one that is named. */
export interface CellRevealed {
  type: 'reveal'
  team?: string
  problem?: string
  /** True: the named cell is hidden again. */
  taken_back?: boolean
}

export interface Ceremony {
  phase: 'final' | 'frozen' | 'over' | 'running' | 'thawed' | 'upcoming'
  /** When the time of the last team is up, by the wall clock. */
  over_at: string | null
  /** What `finalize` would ask about. */
  warnings: ('frozen' | 'rejudgings' | 'unjudged')[]
}

/**
 * A team's row from a second on: `[second, n, solved, time, score, key, cells]`, with only the cells that changed.
 *
 * A cell with nothing judged or pending is empty again. Teams stand by `key`, part by part, the smaller first; equal ones share a rank.
 */
export type Change = [second: number, n: number, solved: number, time: number, score: number | null, key: number[], cells: Cell[]]

export interface ChangeEmail {
  password: string
  email: string
}

export interface ChangePassword {
  old_password: string
  new_password: string
}

/** A submission whose verdict is another one now. */
export interface Changed {
  submission_id: string
  team_id: string
  problem_id: string
  old: string | null
  new: string
  /** The new one, where the problem has scores; the verdict may be the same. */
  score: number | null
}

/** What an act made of some tests. */
export interface ChangedTestcases {
  problem_id: string
  /** The problem's newest now. It is the one of before where nothing changed. */
  version: number
  testcases: Testcase[]
}

/**
 * How an output is compared with the answer.
 *
 * `tokens`: white space does not matter; `exact`: every byte does; `float`: numbers within `tolerance`, absolute or
 * relative; `custom`: `source`, a Python program that gets the output on standard input and the paths of input, answer and a
 * folder for feedback as arguments, and ends with exit code 42 to accept and 43 to reject.
 */
export interface Checker {
  kind?: 'custom' | 'exact' | 'float' | 'tokens'
  tolerance?: number
  source?: string
}

export interface Checklist {
  /** The worst of the items. */
  state: 'missing' | 'ok' | 'warning'
  items: Item[]
}

/** All problems of a contest, in their order on the board. */
export interface ChosenProblems {
  problems: ContestProblem[]
}

export interface Clarification {
  id: string
  team_id: string
  problem_id: string
  /** Empty: the jury told the team something by itself. */
  question: string
  asked_at: string
  state: 'answered' | 'claimed' | 'open'
  answer: string
  /** Of the last wording. */
  answered_at: string | null
  to_all: boolean
  /** By who asks: an answer, or for the jury a question, since the last `read`. */
  unread: boolean
  version: number
  /** For the jury, as the next ones. */
  team_name: string | null
  asked_by: string | null
  claimed_by: string | null
  /** Names. */
  answered_by: string | null
}

export interface ClarificationPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  clarifications: Clarification[]
  /** Of all pages. */
  unread: number
}

export interface ClarificationQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  state?: 'answered' | 'claimed' | 'open' | null
  problem?: string | null
  /** For the jury. */
  team?: string | null
}

export interface CloseAccount {
  password: string
}

/** Options of the rule `codeforces`. */
export interface CodeforcesOptions {
  /** Points lost for each wrong try before the accepted one. */
  wrong?: number
  /** Part of a problem's points that an accepted try gives at least. */
  least?: number
  /** Points for a successful hack. */
  hack?: number
  /** Points for a hack that failed. */
  failed_hack?: number
  /** Which accepted try counts; with `last`, those before it are wrong tries. */
  resubmit?: 'first' | 'last'
}

export interface ConfirmEmail {
  /** Of the link in one of the two mailboxes. */
  token: string
}

export interface ConfirmSetUp {
  code: string
}

export interface Contest {
  id: string
  status: 'ended' | 'running' | 'upcoming'
  /** Wall clock; of a recorded contest, when it is shown. */
  starts_at: string | null
  ends_at: string | null
  teams: number
  capacity: number | null
  imported: boolean
  /** Without problems before the start, but for the jury. */
  settings: ContestSettings
  /** Grows with each change of settings. */
  version: number
}

export interface ContestCode {
  code: string
}

/** The contest's settings, whole; later ones replace earlier ones. The first event of every log. */
export interface ContestConfigured {
  type: 'settings'
  settings: ContestSettings
}

export interface ContestPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  contests: Contest[]
}

/** A problem of a contest. Over REST, `name` may be left out: it is the title of the problem then. */
export interface ContestProblem {
  id: string
  label: string
  name?: string
  /** Colour of its balloon, as `#rrggbb`. */
  rgb?: string
  /** What it is worth where points are counted; 0: the rule's own default. */
  points?: number
}

export interface ContestQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** `frozen`: those of `running` whose public board stands still; `final`: those of `ended` whose result is official. */
  status?: 'ended' | 'final' | 'frozen' | 'running' | 'upcoming' | null
  /** Only those with this text in their names. */
  q?: string
  /** Only those that the caller takes part in, asks to take part in, or is jury of. */
  mine?: boolean
  /** Only those that count for ratings, or only the others. */
  rated?: boolean | null
  /** Only those that start at this time or later. */
  from_time?: number | null
  /** Only those that start earlier. */
  to_time?: number | null
}

/** Everything an organiser decides about a contest but for who takes part. */
export interface ContestSettings {
  name: string
  duration: number
  /** None: the start is not scheduled. */
  start?: number | null
  /** Contest time from which the public board shows no verdicts; None: never. */
  freeze?: number | null
  /** Name of the scoring rule. */
  rule?: 'icpc' | 'ioi' | 'codeforces' | 'atcoder'
  /** Options of the scoring rule, by name; what is left out has its default. */
  options?: IcpcOptions | IoiOptions | CodeforcesOptions | AtCoderOptions
  problems?: ContestProblem[]
  /** Intervals that do not count, from and to; a submission made in one counts as made at its beginning. */
  pauses?: [number, number][]
  /** How many ranks win gold, silver and bronze. */
  medals?: [number, number, number]
  /** What else is won. */
  awards?: AwardRules
  /** Whether all tests of a submission are run, also those behind the first that fails. */
  run_all_tests?: boolean
  /** What teams see of their submissions beside the samples: the verdict alone, or also verdict, time and memory of each hidden test. */
  feedback?: 'tests' | 'verdict'
  /** Rating system that its final result counts for; None: it is not rated by itself. */
  rated?: 'codeforces' | 'elo-mmr' | null
  /** `private`: only its teams, those who ask to take part, its jury and its guests see that the contest exists, and what is in it. */
  visibility?: 'private' | 'public'
  /** What verdicts mean for the score; empty: the standard ones. */
  judgement_types?: Record<string, JudgementType>
  /** Only in recorded contests. */
  playback?: Playback | null
}

/** Of the submissions that were not deleted, without virtual participations; for the public without hidden and disqualified teams. */
export interface ContestStatistics {
  contest_id: string
  /** Verdicts from the freeze on are left out. */
  frozen: boolean
  total: Counts
  problems: ProblemStatistics[]
}

export interface ContestSubmissionQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  problem?: string | null
  /** Who sent it. */
  user?: string | null
  team?: string | null
  language?: string | null
  verdict?: string | null
  state?: 'done' | 'queued' | null
  /** Milliseconds since the contest's start. */
  from_time?: number | null
  /** The first millisecond that is not meant any more. */
  to_time?: number | null
  reviewed?: boolean | null
}

export interface ContestUpdate {
  settings: SettingsChange
}

export interface Count {
  /** The verdict or the language. */
  name: string
  submissions: number
}

/** Judged submissions by the verdict of before and the new one. */
export interface Counted {
  /** Null: there was none yet. */
  old: string | null
  new: string
  submissions: number
}

export interface Counts {
  submissions: number
  /** Not judged, or judged with a verdict that the reader may not know yet. */
  pending: number
  accepted: number
  teams_tried: number
  teams_solved: number
  /** Contest time of the first accepted submission. */
  first_solved_ms: number | null
  /** The most frequent first, as the next ones. */
  verdicts: Count[]
  languages: Count[]
}

export interface Credentials {
  username: string
  login: string
  /** Told here once. */
  password: string
}

export interface CredentialsList {
  credentials: Credentials[]
}

/** A request to judge that was given up. */
export interface DeadLetter {
  id: string
  queue: string
  /** Any JSON value. */
  task: unknown
  retries: number
  traceback: string
}

export interface DeadLetters {
  letters: DeadLetter[]
}

/** A mail that was given up. It can be sent again for a week. */
export interface DeadMail {
  id: string
  template: string
  /** Null: it goes to an address that is no account's. */
  user_id: string | null
  tries: number
  /** What the SMTP server said. */
  error: string
  changed_at: string
}

export interface DeadMails {
  /** The oldest 1,000. */
  mails: DeadMail[]
}

/** What is left out stays. */
export interface Decision {
  state?: 'approved' | 'rejected' | 'withdrawn'
  /** The team is told. */
  reason?: string
  /** Users who take part for the team, instead of those who do now. */
  members?: string[]
  /** Where the team sits, for balloons and prints. */
  location?: string
}

export interface Diff {
  submission_id: string
  /** The earlier submission; null: there is none, and all is new. */
  to: string | null
  /** A unified diff, file by file; empty: the sources are equal. */
  text: string
}

export interface DiffQuery {
  /** The earlier submission. */
  to?: string | null
}

export interface DisableUser {
  /** For the audit log. */
  reason: string
}

export interface EmailConfirmed {
  /** Whether both mailboxes have confirmed; else the other one is waited for. */
  changed: boolean
}

/** An error as RFC 9457 writes it, `application/problem+json`. */
export interface ErrorDocument {
  /** Where the platform explains the code. */
  type: string
  /** The same for every error of this code. */
  title: string
  status: number
  /** Stable, for programs. */
  code: string
  /** For people. */
  detail: string
  /** The part of the request that is wrong. */
  field?: string
  /** All fields of the wrong shape, where there are several: up to 20. */
  errors?: FieldError[]
}

/** What an error's `code` means. */
export interface ErrorType {
  code: string
  status: number
  title: string
  meaning: string
}

/** How many problems of all pages there are of each. */
export interface Facets {
  difficulties: CategoryCount[]
  /** The 50 of most problems. */
  tags: TagCount[]
}

/** Who solved a problem how soon after the start of a contest. */
export interface FastSolve {
  contest_id: string
  team_id: string
  /** On the contest's board. */
  team_name: string
  language: string
  /** Milliseconds since the contest's start, without pauses. */
  contest_time: number
}

/** One of the fields that are wrong. */
export interface FieldError {
  field: string
  detail: string
}

export interface Finalize {
  /** Warnings that are known and do not matter. */
  despite?: ('frozen' | 'rejudgings' | 'unjudged')[]
}

/** The result is official. */
export interface Finalized {
  type: 'final'
  /** True: it is open again. */
  taken_back?: boolean
}

export interface Finish {
  state: string
  code: string
  /** Of the first step; left out where it is in a cookie. */
  secret?: string | null
  /** The parameter that some providers send back with the code (RFC 9207). */
  iss?: string | null
}

export interface FoundProblem {
  id: string
  title: string
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
  /** May be some minutes old; `GET /problems/own-marks` says how many there are now. */
  likes: number
  /** Of the title if a word stands there, of tags, then at most two of statements. */
  highlights: Highlight[]
}

export interface FoundProblems {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** The best first. Only the first 1,000 have pages: whoever wants others writes more words. */
  problems: FoundProblem[]
  /** Of all pages. */
  total: number
  facets: Facets
  /** True: no problem has all the words as they were written, and these have some that are alike. */
  corrected: boolean
  /** True: the search server does not answer, and this is of the database, which knows no mistakes of typing. */
  degraded: boolean
}

export interface FoundUser {
  id: string
  name: string
  country: string
  organization: string
}

export interface FoundUsers {
  /** The most alike first. */
  users: FoundUser[]
}

/** A role that a user has. */
export interface Grant {
  role: 'admin' | 'creator' | 'jury' | 'premium'
  /** An administrator; null: a command, or an earlier version. */
  granted_by: string | null
  granted_at: string | null
}

export interface Guest {
  user_id: string
  name: string
  /** Name; null: came with the contest's code. */
  invited_by: string | null
  since: string
}

export interface GuestPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** By their ids. */
  guests: Guest[]
}

/** A team has tried to break somebody's solution. */
export interface Hacked {
  type: 'hack'
  id: string
  team: string
  successful: boolean
  time?: number
}

export interface HiddenAgain {
  /** How many were hidden again. */
  cells: number
}

export interface HideQuery {
  /** All that were revealed one by one, not just the last. */
  all?: boolean
}

/** A piece of text with words that were searched for. */
export interface Highlight {
  field: 'statement' | 'tag' | 'title'
  /** Of the statement. */
  language: string | null
  /** Plain text, to be escaped like any other. */
  text: string
  /** Where the words stand in it: first character and the one behind the last. */
  matches: [number, number][]
}

export interface HistoryPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** The newest first. */
  submissions: PastSubmission[]
}

export interface HistoryQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  contest?: string | null
  problem?: string | null
  verdict?: string | null
}

export interface Honor {
  award: 'high-honors' | 'highest-honors' | 'honorable-mention' | 'honors'
  /** Problems solved, or points under rules that count points; of several honors that a ranked team reaches, it has the best one. */
  least: number
}

/** Options of the rule `icpc`. */
export interface IcpcOptions {
  /** Minutes for each rejected try on a problem that is solved in the end. */
  penalty_minutes?: number
  /** `cell`: each solved problem's time is rounded down to the minute; `total`: seconds are summed, the sum rounded down. */
  penalty_rounding?: 'cell' | 'total'
  /** Whether tries that the judgement types call free of penalty (compile errors) are tries, with a penalty. */
  compile_penalty?: boolean
  /** Score in whole seconds instead of minutes. */
  seconds?: boolean
}

/** A provider that the own account can be logged in with. */
export interface Identity {
  provider: string
  issuer: string
  made_at: string
}

/** Part of the log of a contest that is judged elsewhere. The same `batch` is added once. */
export interface Import {
  batch: string
  events: (ContestConfigured | TeamJoined | TeamWithdrawn | SubmissionReceived | SubmissionWithdrawn | VerdictReached | JudgementWithdrawn | Adjusted | Hacked | Announced | CellRevealed | Thawed | Finalized)[]
}

/** The problem as it is now, and what the package changed. */
export interface ImportOutcome {
  id: string
  title: string
  statement: Statement
  /** In which there is a statement. */
  languages: string[]
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
  output_limit: number
  version: number
  tests: number
  samples: Sample[]
  attachments: Attachment[]
  /** False: a draft. */
  published: boolean
  /** Grows with each change of the problem and its statements. */
  revision: number
  /** May be some minutes old. */
  likes: number
  /** `unchanged`: the package is that of the newest version, which stays; title and statement are taken all the same. */
  outcome: 'created' | 'new-version' | 'unchanged'
  /** None, unless there is a new version. */
  changes: VersionChanges | null
}

export interface ImportedAccount {
  username: string
  /** What is typed in where an e-mail address is asked for. */
  login: string
  user_id: string
  /** Its team's id in the list. */
  team: string
  new: boolean
  has_password: boolean
}

export interface ImportedList {
  source: string
  teams: ImportedTeam[]
  accounts: ImportedAccount[]
}

export interface ImportedTeam {
  /** In the list. */
  id: string
  team_id: string
  state: 'changed' | 'new' | 'same'
}

/** What became of one of the accounts, in the order of the request. */
export interface ImportedUser {
  /** `exists`: the address has an account, which was not changed. */
  result: 'created' | 'exists' | 'refused'
  id: string | null
  /** At fault. */
  field: string | null
  detail: string
}

export interface ImportedUsers {
  users: ImportedUser[]
}

export interface Invitation {
  id: string
  /** To join with; told once, to whoever made it, unless it was sent by mail. */
  code: string | null
  uses_left: number
  created_at: string
  expires_at: string
}

export interface InvitationList {
  invitations: Invitation[]
}

/** Options of the rule `ioi`. */
export interface IoiOptions {
  /** `best`: best single submission; `last`: the last judged one; `sum_of_subtask_maxima`: the best of each subtask, summed. */
  cell?: 'best' | 'last' | 'sum_of_subtask_maxima'
  /** Among equal sums, the team that gained points last at an earlier time is better. */
  tie_break_by_time?: boolean
}

/** Something that a contest needs, and what is to be done about it. */
export interface Item {
  id: string
  /** `missing`: without it the contest cannot be held; `warning`: somebody should look at it. */
  state: 'missing' | 'ok' | 'warning'
  message: string
  /** The problem that it is about. */
  problem_id: string | null
}

export interface Join {
  /** A team whose captain you are; none: you take part alone. */
  team_id?: string | null
  /** Of the contest, where joining needs one. */
  code?: string
}

export interface JoinTeam {
  code: string
}

export interface Joined {
  contest_id: string
  /** Your own id, where you take part alone. */
  team_id: string
  state: 'approved' | 'pending' | 'rejected' | 'withdrawn'
}

/** A public RSA key: RFC 7517. */
export interface JsonWebKey {
  kty: string
  use: string
  alg: string
  kid: string
  n: string
  e: string
  key_ops: string[]
}

export interface JsonWebKeys {
  keys: JsonWebKey[]
}

/** What a verdict means for the score: solved, or rejected with or without a penalty. */
export interface JudgementType {
  solved: boolean
  penalty: boolean
}

export interface JudgementWithdrawn {
  type: 'judgement-withdrawn'
  judgement: string
  submission: string
}

export interface Judging {
  /** What each judge reports of itself. */
  workers: unknown[]
  /** Requests that wait, by queue. */
  queues: Record<string, number>
  /** Requests that were given up: `GET /judging/dead`. */
  dead: number
}

/** Somebody who is jury of a contest. */
export interface Juror {
  user_id: string
  name: string
  granted_by: string
  granted_at: string
}

export interface Jury {
  /** Without administrators and the jury of all contests. */
  jury: Juror[]
}

/** A contest of which a user is jury. */
export interface JuryGrant {
  contest_id: string
  granted_by: string
  granted_at: string
}

/** A submission as its jury sees it. */
export interface JurySubmission {
  id: string
  contest_id: string | null
  problem_id: string
  /** Who sent it. */
  user_id: string
  /** For which team; your own id, where you take part alone. */
  team_id: string
  language: string
  source_bytes: number
  /** Milliseconds since the contest's start. */
  contest_time: number | null
  state: string
  verdict: string | null
  /** Practice: it was not run, since an identical program was judged for the same version of the problem: this is its judgement. */
  reused: boolean
  /** That first submission, where it is your own. */
  reused_from: string | null
  created_at: string
  judged_at: string | null
  review: Review | null
}

export interface JurySubmissionPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  submissions: JurySubmission[]
}

export interface Language {
  id: string
  name: string
  version: string
  /** Of source files, with the dot. */
  extensions: string[]
  /** Name of the file that a submission of a single text becomes. */
  source_file: string
  /** False: files alone are taken for another language that has the same extensions. */
  detected: boolean
}

export interface LanguageCount {
  language: string
  submissions: number
  accepted: number
}

export interface Leaderboard {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  users: RatedUser[]
}

/** Whether the caller likes a problem. */
export interface Like {
  problem_id: string
  liked: boolean
  /** Of everybody, now. */
  likes: number
}

/** In seconds or MiB, as a problem has them. */
export interface LimitChange {
  before: number
  after: number
}

/** An account that is generated for somebody of a team. */
export interface ListedAccount {
  username: string
  name: string
  /** Its team's id in the list. */
  team: string
  line?: number
}

export interface ListedTeam {
  /** In the list. */
  id: string
  name: string
  organization?: string
  /** ISO 3166-1, of two or three letters. */
  country?: string
  groups?: string[]
  /** E-mail addresses of accounts that there are. */
  members?: string[]
  /** Where the team sits in this contest; empty: what is known of it stays. */
  location?: string
  /** Of the file, for what is said of mistakes; 0: not known. */
  line?: number
}

/** Some tests of a version. */
export interface ListedTests {
  count: number
  /** The first 100. */
  ordinals: number[]
}

export interface Login {
  email: string
  password: string
}

/** What began with a login and goes on. */
export interface LoginSession {
  id: string
  /** How the user has shown who they are. */
  methods: string[]
  /** The program's User-Agent at its last login or refresh. */
  agent: string
  /** Of the client's address then: /24 or /48. */
  network: string
  made_at: string
  refreshed_at: string
  /** It ends when it is not refreshed until then. */
  until: string
  /** Whether it is the caller's own. */
  current: boolean
}

export interface MadeApiKey {
  id: string
  /** Sent as `Authorization: Bearer <key>`. It is shown this one time. */
  key: string
  about: ApiKey
}

/** The same answer whether or not a mail was sent. */
export interface MailSent {
  accepted: boolean
}

export interface MailWanted {
  email: string
}

export interface MailsResent {
  /** How many are sent again. */
  resent: number
}

/** An account as administrators see it. */
export interface ManagedUser {
  id: string
  /** Empty: the account is deleted, or the address cannot be read with this platform's key. */
  email: string
  name: string
  roles: string[]
  jury_of: string[]
  country: string
  organization: string
  created_at: string
  disabled_at: string | null
  deleted_at: string | null
}

export interface ManagedUserPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** The oldest first. */
  users: ManagedUser[]
}

export interface MarksQuery {
  /** Of problems, with commas between them: 100 at most. */
  ids: string
}

/** `n` is the team's number in board frames. */
export interface Member {
  n: number
  id: string
  name: string
  organization?: string
  groups?: string[]
  hidden?: boolean
  disqualified?: boolean
}

export interface Move {
  team_id: string
  name: string
  before: Place
  after: Place
}

/** Teams whose standing changed, the best present place first; `total` counts also those left out. */
export interface Moves {
  total: number
  /** How many get, lose or change a medal. */
  medals: number
  moves: Move[]
}

export interface NewAdjustment {
  team_id: string
  /** Minutes of penalty under ICPC, points under the other rules. */
  amount: number
  reason: string
}

export interface NewAnnouncement {
  text: string
  /** The problem it is about, by its id in the contest. */
  problem_id?: string
}

export interface NewApiKey {
  /** What it is for, to be known again in a list. */
  name: string
  /** `read` what any signed-in user may, `write` what is one's own, `submit`; and `creator`, `jury`, `admin` for who has such a role. */
  scopes: ('admin' | 'creator' | 'jury' | 'read' | 'submit' | 'write')[]
  /** After so many days it is good no longer. */
  days?: number
  /** Requests that each api process takes with it. */
  per_minute?: number
}

/** A file of a problem. */
export interface NewAttachment {
  /** In base64, at most 8 MiB. */
  content: string
  /**
   * `picture`: PNG, JPEG, WebP or GIF that statements show by its name, or a PDF, whose first page is drawn as PNG; `statement`: a PDF
   * that is the statement in `language`.
   */
  kind?: 'attachment' | 'picture' | 'statement'
  /** Of a statement; without meaning for other kinds. */
  language?: string
}

export interface NewCannedAnswer {
  text: string
}

export interface NewCaptain {
  /** Of a member. */
  user_id: string
}

export interface NewClone {
  id: string
  /** Milliseconds since 1970. */
  start: number
  /** None: that of the contest that is copied. */
  name?: string | null
}

export interface NewContest {
  id: string
  settings: ContestSettings
  /** How many teams may join; None: any number. */
  capacity?: number | null
}

export interface NewHack {
  team_id: string
  successful: boolean
  /** Contest time in seconds. */
  time?: number
}

export interface NewInvitation {
  /** How many may join by it. */
  uses?: number
  /** How long it holds. */
  hours?: number
  /** To whom it is sent; none: you hand it over. */
  email?: string | null
}

/** What the jury tells one team by itself. */
export interface NewMessage {
  team_id: string
  text: string
  problem_id?: string
}

export interface NewPasswords {
  accounts: WantedPassword[]
  /** Of the list; None: the contest's id. */
  source?: string | null
}

export interface NewPicture {
  /** PNG, JPEG or WebP of at most 2,048 × 2,048 points, in base64. */
  content: string
}

/** A text, or a submission of the own team. */
export interface NewPrint {
  source?: string | null
  submission_id?: string | null
  /** Stands on each page. None: as submissions in this language are called. */
  file_name?: string | null
  /** For the highlighting, an id of `GET /languages`; None: what the file name's end says. Of a submission it is known. */
  language?: string | null
}

export interface NewProblem {
  id: string
  title: string
  /** In `format`. */
  statement: string
  /** Of the statement; others come with `PUT /problems/{problem}/statements/{language}`. */
  language?: string
  /** Of the statement. LaTeX, as the ICPC's packages have it, is typeset within seconds by a judge. */
  format?: 'latex' | 'markdown'
  /** Seconds of CPU. */
  time_limit?: number
  /** MiB. */
  memory_limit?: number
  /** MiB. */
  output_limit?: number
  difficulty?: 'easy' | 'hard' | 'medium'
  tags?: string[]
  checker?: Checker
  /** Whether everybody sees it; a draft is seen by its author, the jury and admins, and by all from the start of a contest with it. */
  published?: boolean
  tests: TestCase[]
}

export interface NewQuestion {
  question: string
  /** By its id in the contest; empty: about the contest in general. */
  problem_id?: string
}

export interface NewRating {
  system?: 'codeforces' | 'elo-mmr'
}

export interface NewRegistrationSettings {
  members_min?: number
  /** 1: everybody takes part alone. */
  members_max?: number
  /** When one may register; None: at once. */
  opens?: number | null
  /** Until when one may register; None: until the contest's end. */
  closes?: number | null
  /** `jury`: a team takes part when the jury has approved it; `code`: joining needs the contest's code. */
  approval?: 'code' | 'jury' | 'none'
  /** From which one may submit, such as 10.1.0.0/16 or 2001:db8::/32: those of the contest halls. None: from everywhere. */
  networks?: string[]
  /** Ids of the users who may take part. */
  accounts?: string[]
  /** Teams of one of these groups may take part. With neither accounts nor groups, everybody may. */
  groups?: string[]
  /** That joining needs, with `approval` `code`. Left out, it stays; nobody can read it. */
  code?: string
}

/** All submissions of the contest that fit every list that is not empty. */
export interface NewRejudging {
  reason: string
  submissions?: string[]
  problems?: string[]
  teams?: string[]
  languages?: string[]
  verdicts?: string[]
  /** An earlier rejudging of this contest: those that it judged, which shows whether verdicts waver. */
  repeats?: string | null
}

export interface NewStatement {
  text: string
  format?: 'latex' | 'markdown'
}

/** One of `source`, `files` and `archive`. */
export interface NewSubmission {
  /** Without it: the language of the files' extensions; of a text alone, the one that its content leaves no doubt of. */
  language?: string | null
  source?: string | null
  files?: SourceFile[]
  /** A zip of files in UTF-8, in base64. A folder that holds all of them is left away. */
  archive?: string | null
  problem_id: string
}

/** Browsers may add fields of their own. */
export interface NewSubscription {
  /** Address at the browser's push service: one of the setting `push_services`. */
  endpoint: string
  keys: BrowserKeys
  /** Of the notifications. */
  language?: 'de' | 'en'
}

/** Another version of a problem for a contest that has started. */
export interface NewSwitch {
  version: number
  reason: string
}

export interface NewTeam {
  name: string
  organization?: string
  /** ISO 3166-1, such as CH. */
  country?: string
}

/** One of `source`, `files` and `archive`. */
export interface NewTestRun {
  /** Without it: the language of the files' extensions; of a text alone, the one that its content leaves no doubt of. */
  language?: string | null
  source?: string | null
  files?: SourceFile[]
  /** A zip of files in UTF-8, in base64. A folder that holds all of them is left away. */
  archive?: string | null
  /** Whose limits hold; without one: 2 s, 256 MiB, and 8 MiB of output. */
  problem_id?: string | null
  /** Of a problem that is in a running contest. */
  contest_id?: string | null
  /** What the program reads; without it, the problem's samples. */
  input?: string | null
}

export interface NewTestValidation {
  /** Whose input validators are asked. */
  problem_id: string
  /** Without them, those of the problem. */
  tests?: TestToValidate[] | null
}

export interface NewTestcase {
  input: string
  answer: string
  /** Of input and answer: `text` is stored as UTF-8; `base64` for any bytes. */
  encoding?: 'base64' | 'text'
  /** Whether every reader of the problem sees it. */
  sample?: boolean
  /** One name a group; may be left out. */
  name?: string
  /** Where it stands in the tree of groups: `sample`, `secret`, `secret/large`, …; only groups of the package, where it has some. */
  group?: string
  /** Its place among the tests, from 0; those behind it move on. Left out: a new one comes last, another stays where it is. */
  ordinal?: number | null
}

export interface NewTestcases {
  tests: NewTestcase[]
  /** For the history of versions. */
  note?: string
}

export interface NewUpload {
  /** Bytes of all parts together, 256 MiB at most. */
  size: number
  /** `problem-package`: a stream as `podium problem import` writes it, for `PUT /problems/{problem}/package/upload`. */
  purpose?: 'problem-package'
}

export interface NewUser {
  email: string
  name: string
  /** Null: nobody can log in before a password is set by a link. */
  password?: string | null
  roles?: ('admin' | 'creator' | 'jury' | 'premium')[]
  country?: string
  organization?: string
}

export interface NewUsers {
  users: NewUser[]
}

/** Accepted into the contest's log; `id` names it where it can be taken back. */
export interface Noted {
  id: string
  accepted: boolean
}

export interface OidcProvider {
  id: string
  name: string
}

/** The state of the platform, in numbers that an administrator looks at first. */
export interface Overview {
  /** Whether each server that the api depends on answers: `postgres`, `nats`, `redis`, `documents`. */
  parts: Record<string, boolean>
  /** Without deleted ones. */
  accounts: number
  /** Of the last hour, as the next one. */
  submissions: number
  judged: number
  /** Submissions that are not judged yet, however old. */
  waiting: number
  /** Seconds that the oldest of them has waited; null: none waits. */
  longest_wait: number | null
  /** Changes that the outbox has not delivered to the logs and the judges yet. */
  messages_waiting: number
  /** Those that cannot be delivered: `GET /judging/stuck`. */
  messages_stuck: number
  mails_waiting: number
  /** Mails that were given up: `GET /mails/dead`. */
  mails_failed: number
  /** Entries of the audit log that are not linked into its hash chain yet: more than a few for long mean that no worker runs. */
  audit_waiting: number
  /** Unusual entries of the audit log of the last day. */
  audit_marked: number
}

/** What the caller has to do with a problem. */
export interface OwnMark {
  problem_id: string
  /** `solved`: a submission of the caller, or of the own team in a contest, solves it; `tried`: one was judged, and none solves it. */
  mark: 'none' | 'solved' | 'tried'
  liked: boolean
  /** Of everybody, now: in lists the number may be some minutes old. */
  likes: number
}

export interface OwnMarks {
  /** Of the problems that were asked for and everybody sees, or the caller has submitted to; in the order of their ids. */
  marks: OwnMark[]
}

/** The query of an endpoint that answers with a page; filters are fields of a subclass. */
export interface PageQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
}

export interface Participant {
  user_id: string
  name: string
}

/** A link with which a password is set, once: whoever has it has the account. */
export interface PasswordLink {
  link: string
  until: string
}

export interface PastSubmission {
  id: string
  contest_id: string | null
  problem_id: string
  /** Of the problem. */
  title: string
  language: string
  state: string
  verdict: string | null
  created_at: string
}

/** Where a team stands; a rank of None: it has none. */
export interface Place {
  rank: number | null
  solved: number
  time: number
  score: number | null
  /** `gold`, `silver`, `bronze` or nothing. */
  medal: string
}

/** A recorded contest shown again: when the wall clock shows `wall`, contest time is `time`; it runs `rate` times as fast. */
export interface Playback {
  wall: number
  time: number
  rate: number
}

export interface PlayedVersion {
  problem_id: string
  label: string
  /** That the contest plays. */
  version: number
  newest: number
  /** The rejudging that will make the contest play another version, if one is open. */
  switch: string | null
}

export interface PlayedVersions {
  versions: PlayedVersion[]
}

/** Which mails somebody wants. */
export interface Preferences {
  language?: 'de' | 'en'
  /** Mails that are not sent. Those about an account's security always are, and are not listed here. */
  unwanted?: ('registration-approved' | 'registration-rejected' | 'team-invitation')[]
}

export interface PreparedPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** By their ids. */
  problems: PreparedProblem[]
}

export interface PreparedProblem {
  id: string
  title: string
  difficulty: string
  /** The newest. */
  version: number
  tests: number
  /** False: a draft. */
  published: boolean
  /** Whether the caller is its author. */
  own: boolean
}

export interface PreparedQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Only those with this text in id or title. */
  q?: string
}

export interface Print {
  id: string
  contest_id: string
  team_id: string
  team_name: string
  /** Where the team sits; empty: not known. */
  location: string
  /** Who sent it. */
  user_id: string
  submission_id: string | null
  file_name: string
  language: string | null
  source_bytes: number
  /** Milliseconds: when it was sent. */
  contest_time: number
  created_at: string
  /** Name; null: it waits. */
  delivered_by: string | null
  delivered_at: string | null
  /** False: the source was removed, some days after the contest. */
  has_source: boolean
}

export interface PrintPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  prints: Print[]
}

export interface PrintQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Only those that were delivered, or only those that wait. */
  delivered?: boolean | null
  /** Only those of this team. */
  team?: string | null
}

/** Who else sees what of a user. The name and what boards show are public in any case. */
export interface Privacy {
  /** Country, organization, about, links; and whether one is found by search. */
  profile?: 'everybody' | 'members' | 'nobody'
  /** Statistics, rating and its history; for `everybody` also a line of the global leaderboard. */
  statistics?: 'everybody' | 'members' | 'nobody'
  /** The history of submissions, without sources; nothing of a contest that runs or is frozen. */
  submissions?: 'everybody' | 'members' | 'nobody'
}

export interface Problem {
  id: string
  title: string
  statement: Statement
  /** In which there is a statement. */
  languages: string[]
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
  output_limit: number
  version: number
  tests: number
  samples: Sample[]
  attachments: Attachment[]
  /** False: a draft. */
  published: boolean
  /** Grows with each change of the problem and its statements. */
  revision: number
  /** May be some minutes old. */
  likes: number
}

export interface ProblemCell {
  problem_id: string
  label: string
  num_judged: number
  num_pending: number
  solved?: boolean
  /** Minutes. */
  time?: number
  /** Only in contests that score in seconds. */
  podium_time_seconds?: number
  score?: number
  first_to_solve?: boolean
}

/** A problem but for its statements and tests. */
export interface ProblemContent {
  title: string
  difficulty: 'easy' | 'hard' | 'medium'
  tags: string[]
  published: boolean
  time_limit: number
  memory_limit: number
  output_limit: number
  /** Left out, it stays: a package may have one that cannot be written here. */
  checker?: Checker
  /** For the history of versions. */
  note?: string
}

export interface ProblemPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  problems: ProblemSummary[]
}

export interface ProblemQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  difficulty?: 'easy' | 'hard' | 'medium' | null
  /** Problems that have this tag, as it is written. */
  tag?: string | null
}

/** What a team did with a problem, in the order of the contest's problems. */
export interface ProblemResult {
  label: string
  /** Judged ones. */
  tries: number
  pending: number
  /** Under rules with points: it has some. */
  solved: boolean
  /** Minutes; seconds in contests that score in seconds. */
  time: number | null
  score: number | null
}

export interface ProblemSearch {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Words that all have to occur in title, tags or statement; in any language. Empty: all problems. */
  q?: string
  difficulty?: 'easy' | 'hard' | 'medium' | null
  /** Problems that have this tag, as it is written. */
  tag?: string | null
  /** Whether the caller, or the own team in a contest, has solved the problem; for who is logged in. */
  solved?: 'no' | 'yes' | null
}

export interface ProblemStatistics {
  problem_id: string
  label: string
  counts: Counts
}

export interface ProblemSummary {
  id: string
  title: string
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
  /** May be some minutes old; `GET /problems/own-marks` says how many there are now. */
  likes: number
}

/** Changes of a problem; what is left out stays. Limits and tests belong to a version of it. */
export interface ProblemUpdate {
  published?: boolean
  title?: string
  difficulty?: 'easy' | 'hard' | 'medium'
  tags?: string[]
}

/** The own profile. */
export interface Profile {
  id: string
  email: string
  name: string
  roles: string[]
  /** Contests of which the user is jury. */
  jury_of: string[]
  country: string
  organization: string
  about: string
  links: string[]
  privacy: Privacy
  created_at: string
  /** Grows with each change. */
  version: number
}

/** What others see of a profile. */
export interface ProfileCard {
  country: string
  organization: string
  about: string
  links: string[]
  created_at: string
}

/** All that a person says of itself: what is left out becomes empty. */
export interface ProfileUpdate {
  name: string
  country?: string
  organization?: string
  /** Plain text. */
  about?: string
  links?: string[]
}

export interface PushKey {
  /** The platform's public key (VAPID, RFC 8292), for `applicationServerKey`: a point of P-256, base64url. */
  key: string
}

export interface RatedContest {
  contest_id: string
  system: string
  /** Users whom the contest counts for. */
  rated: number
}

export interface RatedUser {
  rank: number
  user_id: string
  name: string
  /** Empty where the profile is not shown to everybody. */
  country: string
  rating: number
  highest_rating: number
  /** Rated ones. */
  contests: number
}

export interface RatingChange {
  contest_id: string
  place: number
  before: number
  after: number
  rated_at: string
}

export interface RatingHistory {
  /** The newest 500, in the order of the ends of the contests, newest first. */
  changes: RatingChange[]
}

export interface RecommendationQuery {
  limit?: number
}

export interface Recommendations {
  /** The best one first. */
  problems: RecommendedProblem[]
}

/** A problem that the caller has not solved, and why it is recommended. */
export interface RecommendedProblem {
  id: string
  title: string
  difficulty: string
  tags: string[]
  likes: number
  /** From 0 to 1. */
  score: number
  /** Own solved problems, three at most: people who have solved them have also solved this one. */
  because_of: string[]
  /** Its tags that stand on own solved problems, three at most. Neither: it is near the caller's level, or liked. */
  because_of_tags: string[]
}

export interface Recording {
  /** Seconds from the start to the end of the last team; what came later (late verdicts, reveal, thaw) counts as of this second. */
  end: number
  /** Numbers of the teams on the board, as they stand among equals: by name. */
  teams: number[]
  /** Of these, who has no rank, and is passed over where ranks are counted. */
  unranked: number[]
  disqualified: number[]
  /** Rows of all teams before anything was sent. */
  start: Change[]
  /** In order of their seconds. */
  changes: Change[]
}

export interface RecordingQuery {
  audience?: 'jury' | 'public'
}

export interface RecoveryCodes {
  /** Ten; each is good once, in place of a code of the app. They are shown this one time. */
  codes: string[]
}

export interface Refresh {
  /** Of the answer before; left out where it is in a cookie. */
  refresh_token?: string | null
  /** Random, new for each refresh and the same when it is repeated because no answer came: it then gives the same refresh token. */
  attempt?: string | null
}

export interface Register {
  email: string
  password: string
  name: string
  /** Of the mail. */
  language?: 'de' | 'en'
}

/** The same answer whether or not the e-mail address had an account before. */
export interface Registered {
  accepted: boolean
}

export interface Registration {
  contest_id: string
  team_id: string
  name: string
  organization: string
  groups: string[]
  /** Where the team sits, such as `Hall 2, table 17`; empty: not known. */
  location: string
  state: 'approved' | 'pending' | 'rejected' | 'withdrawn'
  /** What the jury says to its decision. */
  reason: string
  virtual_participation: boolean
  /** Who takes part, or asks to; nobody when it was rejected or withdrawn. */
  members: Participant[]
  /** Set by the jury, as the next ones: on no board. */
  hidden: boolean
  /** Shown without a rank. */
  unofficial: boolean
  /** Shown last, with nothing. */
  disqualified: boolean
  /** Seconds it may go on behind the end. */
  extension: number
  registered_at: string
  decided_at: string | null
  version: number
}

export interface RegistrationPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** By the teams' ids. */
  registrations: Registration[]
}

export interface RegistrationQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  state?: 'approved' | 'pending' | 'rejected' | 'withdrawn' | null
}

/** The reveal as it is going to be. */
export interface Rehearsal {
  /** The public's; its seconds are the numbers of the steps, from 1. */
  board: Recording
  steps: RevealStep[]
}

export interface Rejudging {
  id: string
  contest_id: string
  reason: string
  state: 'applied' | 'cancelled' | 'judging' | 'ready'
  submissions: number
  judged: number
  changed: Changed[]
  /** Before and after: of all that are judged, also those whose verdict stays. */
  matrix: Counted[]
  created_at: string
  finished_at: string | null
  /** The version that it judges with, and that the contest plays once it is applied; null: it judges with those that the contest plays. */
  switch: VersionSwitch | null
}

export interface RejudgingList {
  rejudgings: Rejudging[]
}

export interface Requeued {
  /** How many were sent again. */
  requeued: number
}

export interface Resent {
  /** How many are tried again. */
  resent: number
}

export interface ResetPassword {
  /** Of the link. */
  token: string
  password: string
}

export interface Result {
  submission: Submission
  compile_log: string
  tests: TestResult[]
  /**
   * Percent of others whose accepted programs in the same language take longer, on the same version of the problem; null while fewer than
   * five others are known, and while a contest with it runs or hides something.
   */
  faster_than: number | null
}

export interface Results {
  contest_id: string
  name: string
  /** Whether the result is official. */
  final: boolean
  /** Labels. */
  problems: string[]
  /** As they stand on the board. */
  teams: TeamResult[]
}

export interface ResultsQuery {
  audience?: 'jury' | 'public'
}

/** A frozen cell to show: the next one from below, or one that is named. */
export interface Reveal {
  team_id?: string
  problem_id?: string
}

/** A cell that is shown: `[n, problem, solved]`. */
export type RevealStep = [n: number, problem: number, solved: boolean]

/** The cell that was shown, and what is in it. */
export interface Revealed {
  team_id: string
  team_name: string
  problem_id: string
  solved: boolean
  /** Of the problem, under rules with points. */
  score: number | null
  /** Cells that are hidden still. */
  left: number
}

/** That somebody of the jury has looked at a submission. */
export interface Review {
  /** Name of the juror. */
  by: string
  at: string
}

export interface RowsQuery {
  /** The first row, from 0. */
  start?: number
  limit?: number
}

export interface RunTest {
  /** From 1. */
  test: number
  /** As for a submission; OK for a program that ended well on an input of one's own: its output was not judged. */
  verdict: string
  /** Seconds of CPU. */
  time: number
  wall_time: number
  /** Bytes at the peak. */
  memory: number
  exit_code: number | null
  signal: number | null
  /** The first 16 KiB. Empty where the problem is interactive, or adds files of its own to the program. */
  output: string
  /** There was more. */
  output_cut: boolean
  /** Of the error output, likewise. */
  error: string
  error_cut: boolean
}

export interface Sample {
  input: string
  answer: string
}

export interface Score {
  num_solved?: number
  /** Minutes. */
  total_time?: number
  /** Only in contests that score in seconds. */
  podium_total_time_seconds?: number
  score?: number
}

export interface Scoreboard {
  contest_id: string
  contest_time: string
  rows: ScoreboardRow[]
}

export interface ScoreboardRow {
  rank: number | null
  team_id: string
  score: Score
  problems: ProblemCell[]
  /** Only in the row of a disqualified team: it has no rank, and nothing it sent is shown. */
  podium_disqualified?: true
}

export interface SearchQuery {
  /** Part of a name; small mistakes do not matter. */
  q: string
  limit?: number
}

/** Whether logins need a code. */
export interface SecondFactor {
  enabled: boolean
  since: string | null
  /** How many are left. */
  recovery_codes: number
}

export interface SecondStep {
  /** Of the answer to the first step; good for five minutes and five tries. */
  challenge: string
  /** Of the app, or a recovery code. */
  code: string
}

/** A mail that was sent to a user, or is to be. What it says is not kept. */
export interface SentMail {
  id: string
  template: string
  /** `unwanted`: left out, by the recipient's preferences or because the address is nobody's. */
  state: 'failed' | 'queued' | 'sent' | 'unwanted'
  created_at: string
  /** When it was sent, or last tried. */
  changed_at: string
}

export interface SentMails {
  /** The newest 100. */
  mails: SentMail[]
}

/** What an authenticator app needs. */
export interface SetUp {
  /** Base32: SHA-1, 6 digits, 30 s. */
  secret: string
  /** The same as an otpauth URI, to be shown as a QR code. */
  uri: string
}

export interface SettingsChange {
  name?: string
  duration?: number
  start?: number | null
  freeze?: number | null
  options?: IcpcOptions | IoiOptions | CodeforcesOptions | AtCoderOptions
  pauses?: [number, number][]
  medals?: [number, number, number]
  awards?: AwardRules
  run_all_tests?: boolean
  feedback?: 'tests' | 'verdict'
  rated?: 'codeforces' | 'elo-mmr' | null
  visibility?: 'private' | 'public'
}

/** Networks and accounts are shown to the jury only. */
export interface ShownRegistrationSettings {
  members_min: number
  members_max: number
  opens: number | null
  closes: number | null
  approval: 'code' | 'jury' | 'none'
  groups: string[]
  networks: string[] | null
  accounts: string[] | null
  has_code: boolean
  version: number
}

/** Problems with an accepted submission, by difficulty. */
export interface SolvedCount {
  easy: number
  medium: number
  hard: number
}

export interface Source {
  submission_id: string
  language: string
  /** Where the program begins, where a file name says so; else the first source. */
  file_name: string
  text: string
  /** Of all files. */
  bytes: number
  /** Of a submission of several files, all others. */
  further_files: SourceFile[]
}

export interface SourceFile {
  name: string
  text: string
}

/** A statement in one language. */
export interface Statement {
  language: string
  /** As it was written. */
  text: string
  /** Clean HTML; formulas stand in it as TeX, in elements of the class `math`, pictures with their addresses on the platform. */
  html: string
  /** Names of pictures and files that the text shows or links to, and that the problem does not have. */
  missing: string[]
  format: 'latex' | 'markdown'
  /** The HTML of LaTeX is still being made; until then `html` shows the source. */
  pending: boolean
  /** To its author: what was not understood of LaTeX, or why it cannot be typeset. */
  note: string
}

export interface StatementQuery {
  /** Of the statement that is wanted; where there is none in it, the English one is given, else any. */
  language?: string
}

/**
 * Of judged submissions, with the verdicts of now: deleted ones and errors of the system (JE) count nowhere.
 *
 * For others without contests that run or are frozen, and without problems that are not shown yet.
 */
export interface Statistics {
  user_id: string
  solved: SolvedCount
  /** Problems with a submission. */
  tried: number
  submissions: number
  accepted: number
  /** Accepted submissions among all, 0 to 1; null without any. */
  success_rate: number | null
  /** In which something was submitted. */
  contests: number
  /** The most used first. */
  languages: LanguageCount[]
  /** Days with submissions of the last 53 weeks, the oldest first. */
  activity: ActivityDay[]
  /** Null: no rated contest yet. */
  rating: number | null
  highest_rating: number | null
}

/** A message that this version cannot deliver. */
export interface StuckMessage {
  id: number
  kind: string
  target: string
  message_id: string
  /** Why it was set aside; null: its kind is unknown. */
  error: string | null
  created_at: string
}

export interface StuckMessages {
  /** The oldest 100. */
  messages: StuckMessage[]
}

export interface Submission {
  id: string
  contest_id: string | null
  problem_id: string
  /** Who sent it. */
  user_id: string
  /** For which team; your own id, where you take part alone. */
  team_id: string
  language: string
  source_bytes: number
  /** Milliseconds since the contest's start. */
  contest_time: number | null
  state: string
  verdict: string | null
  /** Practice: it was not run, since an identical program was judged for the same version of the problem: this is its judgement. */
  reused: boolean
  /** That first submission, where it is your own. */
  reused_from: string | null
  created_at: string
  judged_at: string | null
}

export interface SubmissionPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  submissions: Submission[]
}

export interface SubmissionQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Only those of this contest. */
  contest?: string | null
}

export interface SubmissionReceived {
  type: 'submission'
  submission: string
  team: string
  problem: string
  time: number
  language?: string
}

export interface SubmissionWithdrawn {
  type: 'submission-withdrawn'
  submission: string
}

export interface Subscription {
  id: string
  /** Host of the push service. */
  service: string
  language: string
  made_at: string
}

export interface SuggestQuery {
  /** What was typed so far: the beginnings of words in a title or in tags. */
  q: string
  limit?: number
}

export interface Suggestion {
  id: string
  title: string
}

export interface Suggestions {
  problems: Suggestion[]
  /** As in a search. */
  degraded: boolean
}

export interface TagCount {
  tag: string
  /** That have it. */
  problems: number
}

export interface Team {
  id: string
  name: string
  organization: string
  /** ISO 3166-1 alpha-2, or empty. */
  country: string
  groups: string[]
  /** One user who takes part alone; the id is the user's. */
  individual: boolean
  /** Those who show their profiles to the caller. */
  members: TeamMember[]
  /** All members. */
  size: number
  /** Path of its picture behind `/api/v1`; another one when the picture changes. */
  picture: string | null
  version: number
  created_at: string
}

/** What is left out stays. */
export interface TeamDetails {
  name?: string
  organization?: string
  country?: string
  /** For the jury: they decide prizes. */
  groups?: string[]
}

/** A team joined, or its details changed. */
export interface TeamJoined {
  type: 'team'
  team: string
  name: string
  organization?: string
  groups?: string[]
  /** On no board. */
  hidden?: boolean
  /** Shown where it would stand, without a rank; first at nothing. */
  unofficial?: boolean
  /** Shown last, without a rank and with nothing it sent. */
  disqualified?: boolean
  /** Milliseconds this team may submit beyond the end. */
  extension?: number
  /** Takes part after the end: its times count from its own start; it is on no board but its own. */
  virtual_participation?: boolean
}

export interface TeamList {
  teams: ListedTeam[]
  accounts?: ListedAccount[]
  /** Names the list: the same teams come again under the same name, also in another contest. None: the contest's id. */
  source?: string | null
}

export interface TeamMember {
  user_id: string
  name: string
  captain: boolean
}

export interface TeamPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  /** By name. */
  teams: Team[]
}

export interface TeamQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** Only teams with this in their names. */
  name?: string
  /** Only teams that this user is in: yourself, unless you are of the jury. */
  member?: string | null
}

export interface TeamResult {
  /** Null: unofficial or disqualified. */
  rank: number | null
  team_id: string
  /** The id, of a team that is on the jury's board alone. */
  name: string
  organization: string
  groups: string[]
  disqualified: boolean
  /** Null under rules with points, as the next one. */
  solved: number | null
  /** Minutes; seconds in contests that score in seconds. */
  penalty: number | null
  score: number | null
  /** Ids, as CLICS names them. */
  awards: string[]
  problems: ProblemResult[]
}

/** What a team has reached in a contest. */
export interface TeamResultLine {
  contest_id: string
  /** Of the contest. */
  name: string
  ended_at: string
  /** Null: unofficial or disqualified. */
  place: number | null
  /** Those with a place. */
  teams: number
  /** Null under rules with points, which have a score. */
  solved: number | null
  score: number | null
}

/** Of the contests with a final result that are not frozen. */
export interface TeamStatistics {
  team_id: string
  contests: number
  best_place: number | null
  submissions: number
  accepted: number
  /** Different problems. */
  solved: number
  /** The newest 100, the newest first. */
  results: TeamResultLine[]
}

export interface TeamUpdate {
  name?: string
  organization?: string
  groups?: string[]
  /** On no board. */
  hidden?: boolean
  /** Shown without a rank. */
  unofficial?: boolean
  /** Shown last, with nothing. */
  disqualified?: boolean
  /** Seconds it may go on behind the end. */
  extension?: number
}

export interface TeamWithdrawn {
  type: 'team-withdrawn'
  team: string
}

export interface TestCase {
  input: string
  answer: string
  sample?: boolean
}

/** Something that is wrong with a test. */
export interface TestFault {
  /** From 1; 0: with a validator itself. */
  test: number
  /** Of a test of a package; else empty. */
  name: string
  /** An input validator, or `format`. */
  found_by: string
  message: string
}

/** One test of a judgement, as the judge stores it. */
export interface TestResult {
  /** From 1. */
  test: number
  verdict: string
  /** Seconds; of several passes the longest. */
  cpu: number
  wall: number
  /** Bytes at the peak. */
  memory: number
  /** Whether contestants know the test. */
  sample?: boolean
  /** What the validator says, for admins; or how the program ended. */
  message?: string
  /** For admins: it tells what the test is about. */
  name?: string
  exit_code?: number
  signal?: number
  score?: number
  /** How often it was run: again when its time was near the limit. */
  runs?: number
}

export interface TestRun {
  id: string
  /** failed: the judge did, for `reason`. lost: it will not be made any more; send it again. */
  state: 'done' | 'failed' | 'lost' | 'queued' | 'running'
  reason: string
  /** Of a program that does not compile; then there are no tests. */
  compile_log: string
  /** At most 20, and none is begun after a minute. */
  tests: RunTest[]
  /** When source, input and result are deleted. */
  expires_at: string
}

export interface TestToValidate {
  input: string
  answer?: string
}

export interface TestValidation {
  id: string
  /** As of a test run. */
  state: 'done' | 'failed' | 'lost' | 'queued' | 'running'
  /** Of a failure of the judge. */
  reason: string
  /** The problem's input validators, by the names of their files; none: only the format is checked. */
  validators: string[]
  tests: number
  /** Tests that all validators have seen. When it is done there are fewer than `tests` if the time was up or a validator cannot be run. */
  checked: number
  /** At most 500. Where tests were sent, faults of their format are told at once. */
  faults: TestFault[]
  expires_at: string
}

/** A test of the newest version, but for its content. */
export interface Testcase {
  /** Stays from version to version. */
  id: string
  ordinal: number
  sample: boolean
  name: string | null
  /** None, as the name: of a version that an earlier release made, noted in its package only. */
  group: string | null
  input_bytes: number
  answer_bytes: number
}

export interface TestcaseContent {
  testcase: Testcase
  version: number
  /** `base64` where input or answer are not UTF-8. */
  encoding: 'base64' | 'text'
  input: string
  answer: string
}

export interface TestcasePage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  testcases: Testcase[]
}

/** In their order. */
export interface TestcaseQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
}

export interface TestcaseUpdate {
  input: string
  answer: string
  /** Of input and answer: `text` is stored as UTF-8; `base64` for any bytes. */
  encoding?: 'base64' | 'text'
  /** Whether every reader of the problem sees it. */
  sample?: boolean
  /** One name a group; may be left out. */
  name?: string
  /** Where it stands in the tree of groups: `sample`, `secret`, `secret/large`, …; only groups of the package, where it has some. */
  group?: string
  /** Its place among the tests, from 0; those behind it move on. Left out: a new one comes last, another stays where it is. */
  ordinal?: number | null
  /** For the history of versions. */
  note?: string
}

/** The freeze is over: the public sees everything. */
export interface Thawed {
  type: 'thaw'
  /** True: it is not, after all; cells that were revealed one by one stay so. */
  taken_back?: boolean
}

export interface Tokens {
  access_token: string
  token_type: string
  /** Seconds. */
  expires_in: number
  user: Account
  /** For `POST /auth/refresh`, once; null: it is in a cookie. */
  refresh_token: string | null
  /** Seconds. */
  refresh_expires_in: number
}

export interface Upload {
  id: string
  purpose: 'problem-package'
  size: number
  /** Bytes of every part but the last one, which has the rest. */
  part_size: number
  /** How many there are; they are numbered from 0. */
  parts: number
  /** Numbers of those that are there. */
  received: number[]
  /** When what is there is removed. */
  until: string
}

export interface UploadedPackage {
  /** A whole upload of one's own, of a problem package. */
  upload_id: string
}

/** A user as the caller may see it. */
export interface User {
  id: string
  name: string
  /** Null: the user does not show it. */
  profile: ProfileCard | null
  shows_statistics: boolean
  shows_submissions: boolean
}

export interface UserQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
  /** What the name begins with. */
  name?: string | null
  /** The whole address. */
  email?: string | null
  role?: 'admin' | 'creator' | 'jury' | 'premium' | null
  state?: 'active' | 'deleted' | 'disabled' | null
}

export interface UserRoles {
  user_id: string
  roles: Grant[]
  /** Single contests; the role `jury` is that of all. */
  jury_of: JuryGrant[]
}

/** A judgement has ended. A later judgement of the same submission replaces it, the same `judgement` id updates it. */
export interface VerdictReached {
  type: 'verdict'
  judgement: string
  submission: string
  verdict: string
  time?: number
  score?: number | null
  subtask_scores?: number[] | null
  /** Milliseconds of CPU of the slowest test, on the machine that limits are meant for; 0: not known. Nothing is scored by it. */
  run_time?: number
}

/** The account is there: log in. */
export interface Verified {
  verified: boolean
}

export interface Version {
  version: number
  made_at: string
  made_by: string
  note: string
  time_limit: number
  memory_limit: number
  output_limit: number
  checker: string
  tests: number
  /** Whether submissions can be judged with it. Versions that no contest plays lose their package 30 days, or 100 versions, after. */
  available: boolean
  changes: VersionChanges
}

/** What differs from the version before; what is left out did not change. */
export interface VersionChanges {
  /** By name: `time_limit`, `memory_limit`, `output_limit`. */
  limits?: Record<string, LimitChange>
  checker?: boolean
  /** Other parts of the package, such as `groups`, `interactive` or `include`. */
  other?: string[]
  /** Tests of this version that the one before had not. */
  added?: ListedTests
  /** Tests of the version before that this one has not, by their ordinals there. */
  removed?: ListedTests
  /** Tests of this version whose content, name, group or kind is another one. */
  changed?: ListedTests
  /** How many of the other tests are in another order. */
  moved?: number
  /** Languages in which a statement was written since the version before. */
  statements?: string[]
}

export interface VersionPage {
  /** Cursor of the next page; null: this is the last one. */
  next: string | null
  versions: Version[]
}

/** The newest version first. */
export interface VersionQuery {
  /** Where the page begins: `next` of the page before. */
  cursor?: string | null
  limit?: number
}

/** What a contest plays once a rejudging is applied. */
export interface VersionSwitch {
  problem_id: string
  version: number
}

/** Taking part after the end: the contest, from its first second to its last, for one team. */
export interface VirtualParticipation {
  contest_id: string
  team_id: string
  started_at: string
  ends_at: string
}

export interface VirtualStandings {
  participation: VirtualParticipation
  /** The recorded scoreboard at your virtual time, including you. */
  scoreboard: Scoreboard
}

export interface WantedPassword {
  username: string
  /** None: one is made. */
  password?: string | null
}

export interface WithCode {
  password: string
  /** Of the app, or a recovery code. */
  code: string
}

/** A submission that counts no longer. */
export interface Withdrawn {
  id: string
  accepted: boolean
}

/** Query, body and answer of every endpoint under /api/v1. */
export interface Api {
  'POST /auth/register': { body: Register; answer: Registered }
  'GET /auth/verify/{token}': { answer: Verified }
  'POST /auth/resend-verification': { body: MailWanted; answer: MailSent }
  'POST /auth/forgot-password': { body: MailWanted; answer: MailSent }
  'POST /auth/reset-password': { body: ResetPassword }
  'POST /auth/change-password': { body: ChangePassword }
  'POST /auth/change-email': { body: ChangeEmail; answer: MailSent }
  'POST /auth/confirm-email': { body: ConfirmEmail; answer: EmailConfirmed }
  'POST /auth/login': { body: Login; answer: Tokens }
  'POST /auth/refresh': { body?: Refresh; answer: Tokens }
  'POST /auth/logout': Record<never, never>
  'GET /auth/sessions': { answer: LoginSession[] }
  'DELETE /auth/sessions': Record<never, never>
  'DELETE /auth/sessions/{session}': Record<never, never>
  'GET /auth/jwks': { answer: JsonWebKeys }
  'POST /auth/login/second-factor': { body: SecondStep; answer: Tokens }
  'GET /auth/second-factor': { answer: SecondFactor }
  'POST /auth/second-factor': { body: BeginSetUp; answer: SetUp }
  'POST /auth/second-factor/confirm': { body: ConfirmSetUp; answer: RecoveryCodes }
  'POST /auth/second-factor/recovery-codes': { body: WithCode; answer: RecoveryCodes }
  'POST /auth/second-factor/disable': { body: WithCode }
  'DELETE /users/{user}/second-factor': Record<never, never>
  'GET /auth/oidc': { answer: OidcProvider[] }
  'POST /auth/oidc/{provider}/begin': { answer: Begun }
  'POST /auth/oidc/{provider}/finish': { body: Finish; answer: Tokens }
  'GET /auth/oidc/identities': { answer: Identity[] }
  'POST /auth/oidc/{provider}/link/begin': { body: BeginLink; answer: Begun }
  'POST /auth/oidc/{provider}/link': { body: Finish; answer: Identity[] }
  'DELETE /auth/oidc/{provider}': Record<never, never>
  'GET /auth/keys': { answer: ApiKey[] }
  'POST /auth/keys': { body: NewApiKey; answer: MadeApiKey }
  'DELETE /auth/keys/{key}': Record<never, never>
  'GET /users/{user}/keys': { answer: ApiKey[] }
  'DELETE /users/{user}/keys/{key}': Record<never, never>
  'GET /users/profile': { answer: Profile }
  'PUT /users/profile': { body: ProfileUpdate; answer: Profile }
  'PUT /users/profile/privacy': { body: Privacy; answer: Profile }
  'GET /users/profile/export': { answer: string }
  'GET /users/search': { query: SearchQuery; answer: FoundUsers }
  'GET /users/{user}': { answer: User }
  'GET /users/{user}/stats': { answer: Statistics }
  'GET /users/{user}/submissions': { query: HistoryQuery; answer: HistoryPage }
  'GET /users/leaderboard': { query: PageQuery; answer: Leaderboard }
  'GET /users/{user}/ratings': { answer: RatingHistory }
  'POST /contests/{contest}/ratings': { body: NewRating; answer: RatedContest }
  'DELETE /contests/{contest}/ratings': Record<never, never>
  'GET /users/{user}/roles': { answer: UserRoles }
  'PUT /users/{user}/roles/{role}': { answer: UserRoles }
  'DELETE /users/{user}/roles/{role}': { answer: UserRoles }
  'GET /contests/{contest}/jury': { answer: Jury }
  'PUT /contests/{contest}/jury/{user}': { answer: Juror }
  'DELETE /contests/{contest}/jury/{user}': Record<never, never>
  'GET /problems': { query: ProblemQuery; answer: ProblemPage }
  'POST /problems': { body: NewProblem; answer: Problem }
  'GET /problems/{problem}': { query: StatementQuery; answer: Problem }
  'PUT /problems/{problem}': { body: ProblemContent; answer: Problem }
  'GET /problems/{problem}/versions': { query: VersionQuery; answer: VersionPage }
  'PUT /problems/{problem}/package': { answer: ImportOutcome }
  'PUT /problems/{problem}/statements/{language}': { body: NewStatement; answer: Statement }
  'DELETE /problems/{problem}/statements/{language}': Record<never, never>
  'GET /problems/{problem}/attachments': { answer: AttachmentList }
  'PUT /problems/{problem}/attachments/{name}': { body: NewAttachment; answer: Attachment }
  'DELETE /problems/{problem}/attachments/{name}': Record<never, never>
  'POST /uploads': { body: NewUpload; answer: Upload }
  'GET /uploads/{upload}': { answer: Upload }
  'PUT /uploads/{upload}/parts/{part}': { answer: Upload }
  'DELETE /uploads/{upload}': Record<never, never>
  'PUT /problems/{problem}/package/upload': { body: UploadedPackage; answer: ImportOutcome }
  'GET /problems/tags': { answer: TagCount[] }
  'GET /problems/categories': { answer: CategoryCount[] }
  'GET /problems/prepared': { query: PreparedQuery; answer: PreparedPage }
  'PATCH /problems/{problem}': { body: ProblemUpdate; answer: Problem }
  'DELETE /problems/{problem}': Record<never, never>
  'GET /testcases/{problem}': { query: TestcaseQuery; answer: TestcasePage }
  'GET /testcases/{problem}/{testcase}': { answer: TestcaseContent }
  'POST /testcases/{problem}': { body: NewTestcases; answer: ChangedTestcases }
  'PUT /testcases/{testcase}': { body: TestcaseUpdate; answer: ChangedTestcases }
  'DELETE /testcases/{testcase}': Record<never, never>
  'PUT /problems/{problem}/like': { answer: Like }
  'DELETE /problems/{problem}/like': { answer: Like }
  'GET /problems/own-marks': { query: MarksQuery; answer: OwnMarks }
  'GET /problems/recommendations': { query: RecommendationQuery; answer: Recommendations }
  'GET /problems/search': { query: ProblemSearch; answer: FoundProblems }
  'GET /problems/suggest': { query: SuggestQuery; answer: Suggestions }
  'GET /problems/{problem}/statistics': { answer: ArchiveStatistics }
  'GET /teams/{team}/statistics': { answer: TeamStatistics }
  'GET /contests': { query: ContestQuery; answer: ContestPage }
  'POST /contests': { body: NewContest; answer: Contest }
  'GET /contests/{contest}': { answer: Contest }
  'GET /contests/{contest}/problems': { answer: ContestProblem[] }
  'GET /contests/{contest}/teams': { answer: Member[] }
  'GET /contests/{contest}/leaderboard': { query: BoardQuery; answer: Scoreboard }
  'GET /contests/{contest}/recording': { query: RecordingQuery; answer: Recording }
  'GET /contests/{contest}/awards': { query: AwardsQuery; answer: Awards }
  'POST /contests/{contest}/events': { body: Import; answer: Accepted }
  'GET /contests/{contest}/checklist': { answer: Checklist }
  'POST /contests/{contest}/clone': { body: NewClone; answer: Contest }
  'PUT /contests/{contest}/problems': { body: ChosenProblems; answer: ContestProblem[] }
  'GET /contests/{contest}/results': { query: ResultsQuery; answer: Results }
  'GET /contests/{contest}/statistics': { query: ResultsQuery; answer: ContestStatistics }
  'GET /teams': { query: TeamQuery; answer: TeamPage }
  'POST /teams': { body: NewTeam; answer: Team }
  'POST /teams/join': { body: JoinTeam; answer: Team }
  'GET /teams/{team}': { answer: Team }
  'PATCH /teams/{team}': { body: TeamDetails; answer: Team }
  'DELETE /teams/{team}': Record<never, never>
  'PUT /teams/{team}/captain': { body: NewCaptain; answer: Team }
  'DELETE /teams/{team}/members/{user}': Record<never, never>
  'GET /teams/{team}/invitations': { answer: InvitationList }
  'POST /teams/{team}/invitations': { body: NewInvitation; answer: Invitation }
  'DELETE /teams/{team}/invitations/{invitation}': Record<never, never>
  'PUT /teams/{team}/picture': { body: NewPicture; answer: Team }
  'DELETE /teams/{team}/picture': { answer: Team }
  'POST /contests/{contest}/join': { body?: Join; answer: Joined }
  'GET /contests/{contest}/registration': { answer: Registration }
  'DELETE /contests/{contest}/registration': Record<never, never>
  'GET /contests/{contest}/registration-settings': { answer: ShownRegistrationSettings }
  'PUT /contests/{contest}/registration-settings': { body: NewRegistrationSettings; answer: ShownRegistrationSettings }
  'GET /contests/{contest}/registrations': { query: RegistrationQuery; answer: RegistrationPage }
  'PATCH /contests/{contest}/registrations/{team}': { body: Decision; answer: Registration }
  'POST /contests/{contest}/virtual-participation': { body?: Join; answer: VirtualParticipation }
  'GET /contests/{contest}/virtual-participation': { query: RowsQuery; answer: VirtualStandings }
  'GET /contests/{contest}/guests': { query: PageQuery; answer: GuestPage }
  'PUT /contests/{contest}/guests/{user}': { answer: Guest }
  'DELETE /contests/{contest}/guests/{user}': Record<never, never>
  'POST /contests/{contest}/access': { body: ContestCode; answer: Access }
  'POST /contests/{contest}/team-list': { body: TeamList; answer: ImportedList }
  'POST /contests/{contest}/team-list/passwords': { body: NewPasswords; answer: CredentialsList }
  'GET /languages': { answer: Language[] }
  'POST /submissions': { body: NewSubmission; answer: Submission }
  'POST /contests/{contest}/submissions': { body: NewSubmission; answer: Submission }
  'GET /submissions/user/{user}': { query: SubmissionQuery; answer: SubmissionPage }
  'GET /submissions/problem/{problem}': { query: PageQuery; answer: SubmissionPage }
  'GET /contests/{contest}/own-submissions': { query: PageQuery; answer: SubmissionPage }
  'GET /submissions/{submission}': { answer: Submission }
  'GET /submissions/{submission}/result': { answer: Result }
  'DELETE /submissions/{submission}': { answer: Withdrawn }
  'GET /submissions/{submission}/source': { answer: Source }
  'GET /submissions/{submission}/diff': { query: DiffQuery; answer: Diff }
  'POST /submissions/run': { body: NewTestRun; answer: TestRun }
  'GET /submissions/run/{run}': { answer: TestRun }
  'POST /testcases/validate': { body: NewTestValidation; answer: TestValidation }
  'GET /testcases/validate/{run}': { answer: TestValidation }
  'GET /contests/{contest}/submissions': { query: ContestSubmissionQuery; answer: JurySubmissionPage }
  'PUT /contests/{contest}/submissions/{submission}/review': { answer: JurySubmission }
  'DELETE /contests/{contest}/submissions/{submission}/review': { answer: JurySubmission }
  'PUT /contests/{contest}': { body: ContestUpdate; answer: Noted }
  'PUT /contests/{contest}/teams/{team}': { body: TeamUpdate; answer: TeamJoined }
  'POST /contests/{contest}/adjustments': { body: NewAdjustment; answer: Noted }
  'GET /contests/{contest}/adjustments': { query: AdjustmentQuery; answer: AdjustmentPage }
  'DELETE /contests/{contest}/teams/{team}/adjustments/{adjustment}': { answer: Noted }
  'POST /contests/{contest}/hacks': { body: NewHack; answer: Noted }
  'GET /contests/{contest}/announcements': { answer: Announced[] }
  'POST /contests/{contest}/announcements': { body: NewAnnouncement; answer: Announced }
  'DELETE /contests/{contest}/announcements/{announcement}': { answer: Noted }
  'GET /contests/{contest}/rejudgings': { answer: RejudgingList }
  'POST /contests/{contest}/rejudgings': { body: NewRejudging; answer: Rejudging }
  'GET /contests/{contest}/rejudgings/{rejudging}': { answer: Rejudging }
  'GET /contests/{contest}/rejudgings/{rejudging}/preview': { answer: Moves }
  'POST /contests/{contest}/rejudgings/{rejudging}/apply': { answer: Rejudging }
  'POST /contests/{contest}/rejudgings/{rejudging}/cancel': { answer: Rejudging }
  'GET /contests/{contest}/versions': { answer: PlayedVersions }
  'POST /contests/{contest}/problems/{problem}/version': { body: NewSwitch; answer: Rejudging }
  'GET /contests/{contest}/clarifications': { query: ClarificationQuery; answer: ClarificationPage }
  'POST /contests/{contest}/clarifications': { body: NewQuestion; answer: Clarification }
  'GET /contests/{contest}/clarifications/{clarification}': { answer: Clarification }
  'PUT /contests/{contest}/clarifications/{clarification}/answer': { body: Answer; answer: Clarification }
  'POST /contests/{contest}/clarifications/{clarification}/claim': { answer: Clarification }
  'DELETE /contests/{contest}/clarifications/{clarification}/claim': { answer: Clarification }
  'POST /contests/{contest}/messages': { body: NewMessage; answer: Clarification }
  'POST /contests/{contest}/clarifications/read': Record<never, never>
  'GET /contests/{contest}/canned-answers': { answer: CannedAnswer[] }
  'POST /contests/{contest}/canned-answers': { body: NewCannedAnswer; answer: CannedAnswer }
  'DELETE /contests/{contest}/canned-answers/{canned_answer}': Record<never, never>
  'GET /contests/{contest}/balloons': { query: BalloonQuery; answer: BalloonPage }
  'PUT /contests/{contest}/balloons/{balloon}/delivery': { answer: Balloon }
  'DELETE /contests/{contest}/balloons/{balloon}/delivery': { answer: Balloon }
  'POST /contests/{contest}/prints': { body: NewPrint; answer: Print }
  'GET /contests/{contest}/prints': { query: PrintQuery; answer: PrintPage }
  'GET /contests/{contest}/prints/{print}': { answer: Print }
  'POST /contests/{contest}/prints/{print}/delivered': { answer: Print }
  'DELETE /contests/{contest}/prints/{print}/delivered': { answer: Print }
  'DELETE /contests/{contest}/prints/{print}': Record<never, never>
  'GET /contests/{contest}/ceremony': { answer: Ceremony }
  'GET /contests/{contest}/reveal': { answer: Rehearsal }
  'POST /contests/{contest}/reveal': { body?: Reveal; answer: Revealed }
  'DELETE /contests/{contest}/reveal': { query: HideQuery; answer: HiddenAgain }
  'POST /contests/{contest}/thaw': { answer: Ceremony }
  'DELETE /contests/{contest}/thaw': { answer: Ceremony }
  'POST /contests/{contest}/finalize': { body?: Finalize; answer: Ceremony }
  'DELETE /contests/{contest}/finalize': { answer: Ceremony }
  'GET /admin/overview': { answer: Overview }
  'GET /judging': { answer: Judging }
  'GET /judging/dead': { answer: DeadLetters }
  'GET /judging/stuck': { answer: StuckMessages }
  'POST /judging/stuck/{message}/resend': { answer: Resent }
  'POST /judging/dead/{letter}/requeue': { answer: Requeued }
  'GET /notifications/preferences': { answer: Preferences }
  'PUT /notifications/preferences': { body: Preferences; answer: Preferences }
  'GET /users/{user}/mails': { answer: SentMails }
  'GET /mails/dead': { answer: DeadMails }
  'POST /mails/dead/{mail}/resend': { answer: MailsResent }
  'GET /push/key': { answer: PushKey }
  'GET /push/subscriptions': { answer: Subscription[] }
  'PUT /push/subscriptions': { body: NewSubscription; answer: Subscription }
  'DELETE /push/subscriptions/{subscription}': Record<never, never>
  'GET /audit': { query: AuditQuery; answer: AuditPage }
  'GET /audit/verification': { answer: AuditVerification }
  'GET /admin/users': { query: UserQuery; answer: ManagedUserPage }
  'POST /admin/users': { body: NewUser; answer: ManagedUser }
  'POST /admin/users/import': { body: NewUsers; answer: ImportedUsers }
  'GET /admin/users/{user}': { answer: ManagedUser }
  'POST /admin/users/{user}/password-link': { answer: PasswordLink }
  'POST /admin/users/{user}/disable': { body: DisableUser; answer: ManagedUser }
  'POST /admin/users/{user}/enable': { answer: ManagedUser }
  'DELETE /admin/users/{user}': Record<never, never>
  'POST /users/profile/deletion': { body: CloseAccount }
  'GET /errors': { answer: ErrorType[] }
  'GET /openapi.json': { answer: Record<string, unknown> }
}
