// The REST API, generated from the server's types: python -m core_api.generate

/** Written into the contest's log. */
export interface Accepted {
  accepted: boolean
}

export interface Account {
  id: string
  email: string
  name: string
  roles: string[]
}

/** The jury adds to a team's score: minutes of penalty under ICPC, points elsewhere. The same `id` again replaces it. */
export interface Adjusted {
  type: 'adjusted'
  id: string
  team: string
  amount: number
  reason: string
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

/** Options of the rule `atcoder`. */
export interface AtCoderOptions {
  /** Minutes for each wrong try before the gain. */
  penalty_minutes?: number
}

/** As CLICS names them: `winner`, `gold-medal`, `first-to-solve-<problem>`, `group-winner-<group>`, … */
export interface Award {
  id: string
  citation: string
  team_ids: string[]
}

export interface Awards {
  awards: Award[]
}

export interface AwardsQuery {
  audience?: 'jury' | 'public'
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

/** One frozen cell is shown: the next from below (no `team`), or one that is named. */
export interface CellRevealed {
  type: 'reveal'
  team?: string
  problem?: string
}

/** A submission whose verdict is another one now. */
export interface Changed {
  submission_id: string
  team_id: string
  problem_id: string
  old: string | null
  new: string
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

export interface Contest {
  id: string
  status: 'ended' | 'running' | 'upcoming'
  /** Wall clock; of a recorded contest, when it is shown. */
  starts_at: string | null
  ends_at: string | null
  teams: number
  capacity: number | null
  imported: boolean
  /** Without problems before the start, but for admins. */
  settings: ContestSettings
}

/** The contest's settings, whole; later ones replace earlier ones. The first event of every log. */
export interface ContestConfigured {
  type: 'settings'
  settings: ContestSettings
}

export interface ContestPage {
  contests: Contest[]
  /** Cursor of the next page. */
  next: string | null
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
  /** Cursor: `next` of the page before. */
  before?: string | null
  limit?: number
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
  /** Whether all tests of a submission are run, also those behind the first that fails. */
  run_all_tests?: boolean
  /** What teams see of their submissions beside the samples: the verdict alone, or also verdict, time and memory of each hidden test. */
  feedback?: 'tests' | 'verdict'
  /** What verdicts mean for the score; empty: the standard ones. */
  judgement_types?: Record<string, JudgementType>
  /** Only in recorded contests. */
  playback?: Playback | null
}

export interface ContestUpdate {
  settings: SettingsChange
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

/** An error as RFC 9457 writes it, `application/problem+json`. */
export interface ErrorDocument {
  type: string
  title: string
  status: number
  /** Stable, for programs. */
  code: string
  /** For people. */
  detail: string
  /** The part of the request that is wrong. */
  field: string
}

/** The result is official. */
export interface Finalized {
  type: 'final'
}

/** A team has tried to break somebody's solution. */
export interface Hacked {
  type: 'hack'
  id: string
  team: string
  successful: boolean
  time?: number
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

/** Part of the log of a contest that is judged elsewhere. The same `batch` is added once. */
export interface Import {
  batch: string
  events: (ContestConfigured | TeamJoined | TeamWithdrawn | SubmissionReceived | SubmissionWithdrawn | VerdictReached | JudgementWithdrawn | Adjusted | Hacked | Announced | CellRevealed | Thawed | Finalized)[]
}

/** Options of the rule `ioi`. */
export interface IoiOptions {
  /** `best`: best single submission; `last`: the last judged one; `sum_of_subtask_maxima`: the best of each subtask, summed. */
  cell?: 'best' | 'last' | 'sum_of_subtask_maxima'
  /** Among equal sums, the team that gained points last at an earlier time is better. */
  tie_break_by_time?: boolean
}

export interface Joined {
  contest_id: string
  team_id: string
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

export interface Language {
  id: string
  name: string
  version: string
}

export interface Login {
  email: string
  password: string
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

export interface NewProblem {
  id: string
  title: string
  statement: string
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

/** All submissions of the contest that fit every list that is not empty. */
export interface NewRejudging {
  reason: string
  submissions?: string[]
  problems?: string[]
  teams?: string[]
  languages?: string[]
  verdicts?: string[]
}

export interface NewSubmission {
  problem_id: string
  language: string
  source: string
}

/** Accepted into the contest's log; `id` names it where it can be taken back. */
export interface Noted {
  id: string
  accepted: boolean
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

export interface Problem {
  id: string
  title: string
  statement: string
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
  output_limit: number
  version: number
  tests: number
  samples: Sample[]
  /** False: a draft. */
  published: boolean
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

export interface ProblemPage {
  problems: ProblemSummary[]
  /** Cursor of the next page. */
  next: string | null
}

export interface ProblemQuery {
  /** Cursor: `next` of the page before. */
  after?: string
  limit?: number
  difficulty?: 'easy' | 'hard' | 'medium' | null
}

export interface ProblemSummary {
  id: string
  title: string
  difficulty: string
  tags: string[]
  time_limit: number
  memory_limit: number
}

export interface ProblemUpdate {
  published: boolean
}

export interface Register {
  email: string
  password: string
  name: string
}

/** The same answer whether or not the e-mail address had an account before. */
export interface Registered {
  accepted: boolean
}

export interface Rejudging {
  id: string
  contest_id: string
  reason: string
  state: 'applied' | 'cancelled' | 'judging' | 'ready'
  submissions: number
  judged: number
  changed: Changed[]
  created_at: string
  finished_at: string | null
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

export interface Result {
  submission: Submission
  compile_log: string
  tests: TestResult[]
}

/** A frozen cell to show: the next one from below, or one that is named. */
export interface Reveal {
  team_id?: string
  problem_id?: string
}

export interface RowsQuery {
  /** The first row, from 0. */
  start?: number
  limit?: number
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

export interface SettingsChange {
  name?: string
  duration?: number
  start?: number | null
  freeze?: number | null
  options?: IcpcOptions | IoiOptions | CodeforcesOptions | AtCoderOptions
  pauses?: [number, number][]
  medals?: [number, number, number]
  run_all_tests?: boolean
  feedback?: 'tests' | 'verdict'
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
  user_id: string
  language: string
  source_bytes: number
  /** Milliseconds since the contest's start. */
  contest_time: number | null
  state: string
  verdict: string | null
  created_at: string
  judged_at: string | null
}

export interface SubmissionPage {
  submissions: Submission[]
  /** Cursor of the next page. */
  next: string | null
}

export interface SubmissionQuery {
  /** Only those of this contest. */
  contest?: string | null
  /** Cursor: `next` of the page before. */
  before?: string | null
  limit?: number
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

/** The freeze is over: the public sees everything. */
export interface Thawed {
  type: 'thaw'
}

export interface Tokens {
  access_token: string
  token_type: string
  /** Seconds. */
  expires_in: number
  user: Account
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

/** A submission that counts no longer. */
export interface Withdrawn {
  id: string
  accepted: boolean
}

/** Query, body and answer of every endpoint under /api/v1. */
export interface Api {
  'POST /auth/register': { body: Register; answer: Registered }
  'POST /auth/login': { body: Login; answer: Tokens }
  'POST /auth/logout': Record<never, never>
  'GET /auth/jwks': { answer: JsonWebKeys }
  'GET /users/profile': { answer: Account }
  'GET /problems': { query: ProblemQuery; answer: ProblemPage }
  'POST /problems': { body: NewProblem; answer: Problem }
  'GET /problems/{problem}': { answer: Problem }
  'PATCH /problems/{problem}': { body: ProblemUpdate; answer: Problem }
  'PUT /problems/{problem}/package': { answer: Problem }
  'GET /contests': { query: ContestQuery; answer: ContestPage }
  'POST /contests': { body: NewContest; answer: Contest }
  'GET /contests/{contest}': { answer: Contest }
  'POST /contests/{contest}/join': { answer: Joined }
  'GET /contests/{contest}/problems': { answer: ContestProblem[] }
  'GET /contests/{contest}/teams': { answer: Member[] }
  'GET /contests/{contest}/leaderboard': { query: BoardQuery; answer: Scoreboard }
  'GET /contests/{contest}/awards': { query: AwardsQuery; answer: Awards }
  'POST /contests/{contest}/virtual-participation': { answer: VirtualParticipation }
  'GET /contests/{contest}/virtual-participation': { query: RowsQuery; answer: VirtualStandings }
  'POST /contests/{contest}/events': { body: Import; answer: Accepted }
  'POST /contests/{contest}/reveal': { body?: Reveal; answer: Accepted }
  'POST /contests/{contest}/thaw': { answer: Accepted }
  'POST /contests/{contest}/finalize': { answer: Accepted }
  'GET /languages': { answer: Language[] }
  'POST /submissions': { body: NewSubmission; answer: Submission }
  'POST /contests/{contest}/submissions': { body: NewSubmission; answer: Submission }
  'GET /submissions/user/{user}': { query: SubmissionQuery; answer: SubmissionPage }
  'GET /submissions/{submission}': { answer: Submission }
  'GET /submissions/{submission}/result': { answer: Result }
  'DELETE /submissions/{submission}': { answer: Withdrawn }
  'PUT /contests/{contest}': { body: ContestUpdate; answer: Noted }
  'PUT /contests/{contest}/teams/{team}': { body: TeamUpdate; answer: TeamJoined }
  'POST /contests/{contest}/adjustments': { body: NewAdjustment; answer: Noted }
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
  'GET /judging': { answer: Judging }
  'GET /judging/dead': { answer: DeadLetters }
  'GET /judging/stuck': { answer: StuckMessages }
  'POST /judging/stuck/{message}/resend': { answer: Resent }
  'POST /judging/dead/{letter}/requeue': { answer: Requeued }
  'GET /openapi.json': { answer: Record<string, unknown> }
}
