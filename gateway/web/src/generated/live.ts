// The live API, generated from the server's types: python -m core_api.generate

/**
 * The answer to `subscribe`, `unsubscribe` and `hello` over Socket.IO, once it is known what becomes of all that was asked.
 *
 * `ok`: all of it was done. Otherwise `errors` has an entry for each room that was refused, or one for the whole message.
 */
export interface Acknowledgement {
  ok: boolean
  errors?: Refusal[]
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

/** What the jury has announced to everybody, oldest first; of many, the newest `ANNOUNCEMENTS_SHOWN`. */
export interface AnnouncementsFrame {
  type: 'announcements'
  room: string
  epoch: number
  seq: number
  at: number
  whole: true
  announcements: Announced[]
  v: 1
}

/** Options of the rule `atcoder`. */
export interface AtCoderOptions {
  /** Minutes for each wrong try before the gain. */
  penalty_minutes?: number
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

/**
 * One team on one problem: `[problem, judged, pending, solved, time, score]`.
 *
 * `problem` is its number in the contest; `judged` and `pending` count tries up to the first accepted one; `solved`
 * is 0 no, 1 yes, 2 yes and first of all; `time` is in the rule's unit (ICPC: minutes), -1 without one.
 */
export type Cell = [problem: number, judged: number, pending: number, solved: number, time: number, score: number | null]

/** A question of a team to the jury, and its answer. Without a question: what the jury told the team by itself. */
export interface Clarification {
  id: string
  team: string
  /** Wall clock, ms since 1970. */
  asked_at: number
  /** By its id in the contest; empty: about the contest in general. */
  problem?: string
  question?: string
  /** Empty: not answered yet. */
  answer?: string
  /** Of the last wording: an answer that is changed comes again. */
  answered_at?: number
  /** The answer is an announcement to everybody, too. */
  to_all?: boolean
  /** Name of the juror who is at it; for the jury only. */
  claimed_by?: string
}

/** A question was asked, or what is known of it changed. */
export interface ClarificationFrame {
  type: 'clarification'
  room: string
  clarification: Clarification
  v?: 1
}

/** The contest's settings and state, and the heartbeat of its engine: sent at least every `HEARTBEAT_SECONDS`. */
export interface ClockFrame {
  type: 'clock'
  room: string
  epoch: number
  seq: number
  /** Log sequence of this state. */
  at: number
  whole: true
  /** Without problems before the start. */
  settings: ContestSettings
  thawed: boolean
  final: boolean
  teams: number
  submissions: number
  pending: number
  /** The last ranks that win gold, silver and bronze, of `medals` or of the shares of `awards`. */
  medal_ranks: [number, number, number]
  /** By number of the problem, as in `settings`. */
  problems: ProblemCount[]
  /** Hash of the contest's log up to `at` (see `realtime.protocol.chain`). */
  chain: string
  /** Wall clock of the engine when it made this frame, ms since 1970. */
  server_time: number
  v: 1
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

/** Everything an organiser decides about a contest but for who takes part. */
export interface ContestSettings {
  name: string
  duration: number
  /** None: the start is not scheduled. */
  start: number | null
  /** Contest time from which the public board shows no verdicts; None: never. */
  freeze: number | null
  /** Name of the scoring rule. */
  rule: 'icpc' | 'ioi' | 'codeforces' | 'atcoder'
  /** Options of the scoring rule, by name; what is left out has its default. */
  options: IcpcOptions | IoiOptions | CodeforcesOptions | AtCoderOptions
  problems: ContestProblem[]
  /** Intervals that do not count, from and to; a submission made in one counts as made at its beginning. */
  pauses: [number, number][]
  /** How many ranks win gold, silver and bronze. */
  medals: [number, number, number]
  /** What else is won. */
  awards: AwardRules
  /** Whether all tests of a submission are run, also those behind the first that fails. */
  run_all_tests: boolean
  /** What teams see of their submissions beside the samples: the verdict alone, or also verdict, time and memory of each hidden test. */
  feedback: 'tests' | 'verdict'
  /** Rating system that its final result counts for; None: it is not rated by itself. */
  rated: 'codeforces' | 'elo-mmr' | null
  /** `private`: only its teams, those who ask to take part, its jury and its guests see that the contest exists, and what is in it. */
  visibility: 'private' | 'public'
  /** What verdicts mean for the score; empty: the standard ones. */
  judgement_types: Record<string, JudgementType>
  /** Only in recorded contests. */
  playback: Playback | null
}

/** Lists of the jury that changed: whoever shows one of them loads it again. */
export interface DeskFrame {
  type: 'desk'
  room: string
  /** Under load one frame stands for many changes. `submissions`: one was queued, judged, reviewed or deleted. */
  changed: ('balloons' | 'prints' | 'rejudgings' | 'submissions')[]
  v: 1
}

/** Something could not be done, or a room ends for this viewer. */
export interface ErrorFrame {
  type: 'error'
  code: string
  message: string
  room?: string
  v?: 1
}

/** Says who one is; needed for private rooms only. */
export interface Hello {
  type: 'hello'
  token: string
  v?: 1
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

/** Options of the rule `ioi`. */
export interface IoiOptions {
  /** `best`: best single submission; `last`: the last judged one; `sum_of_subtask_maxima`: the best of each subtask, summed. */
  cell?: 'best' | 'last' | 'sum_of_subtask_maxima'
  /** Among equal sums, the team that gained points last at an earlier time is better. */
  tie_break_by_time?: boolean
}

/** What a verdict means for the score: solved, or rejected with or without a penalty. */
export interface JudgementType {
  solved: boolean
  penalty: boolean
}

/** The gateway stops and will close this connection in `seconds`: open another one now, resume there, then leave this one. */
export interface Leaving {
  type: 'leaving'
  seconds: number
  code: 'server-restart'
  v: 1
}

/** A recorded contest shown again: when the wall clock shows `wall`, contest time is `time`; it runs `rate` times as fast. */
export interface Playback {
  wall: number
  time: number
  rate: number
}

/** How many watch a contest, on all gateways; at most once a second, when it changed. */
export interface Presence {
  type: 'presence'
  room: string
  viewers: number
  v: 1
}

/** How many teams have solved a problem, and how many have tried it. */
export interface ProblemCount {
  solved: number
  tried: number
}

/** How far a submission is, for its owner: `queued`, `compiling`, `running` test `test` of `tests`, `done`. */
export interface Progress {
  type: 'submission'
  room: string
  submission: string
  state: 'compiling' | 'done' | 'queued' | 'running'
  test?: number
  tests?: number
  verdict?: string
  v?: 1
}

/** What could not be done and why: `code` as in REST errors, `room` where it was about one. */
export interface Refusal {
  code: string
  message: string
  room?: string
}

/** One team: `[n, solved, time, score, cells, disqualified]`; only cells with a try are there. */
export type Row = [n: number, solved: number, time: number, score: number | null, cells: Cell[], disqualified: boolean]

/** A test run has ended, for its owner: `GET /submissions/run/{run}` has the result. */
export interface RunFrame {
  type: 'run'
  room: string
  run: string
  state: 'done' | 'failed'
  v: 1
}

/** Enters rooms; the frames that follow the one named come first. */
export interface Subscribe {
  type: 'subscribe'
  rooms: Wanted[]
  v?: 1
}

/** Where one team stands on the public board, with its neighbours. */
export interface TeamFrame {
  type: 'team'
  room: string
  epoch: number
  seq: number
  at: number
  whole: true
  /** From 0; -1 for a team that is not on the board. */
  position: number
  total: number
  /** Team numbers from `NEIGHBOURS` above it to `NEIGHBOURS` below. */
  order: number[]
  ranks: number[]
  rows: Row[]
  v: 1
}

/**
 * What is new in a tile since `seq - 1`; with `whole`, all of it.
 *
 * `order` (team numbers by position) and `ranks` stand in a frame only when they changed; a rank of 0 is shown as none.
 */
export interface TileFrame {
  type: 'board'
  room: string
  epoch: number
  seq: number
  /** Log sequence this board has applied. */
  at: number
  whole?: boolean
  /** Rows of the whole board, when that changed. */
  total?: number
  order?: number[]
  ranks?: number[]
  rows?: Row[]
  v?: 1
}

/** Leaves rooms. */
export interface Unsubscribe {
  type: 'unsubscribe'
  rooms: string[]
  v?: 1
}

/** A room, and the last frame of it that the viewer has. */
export interface Wanted {
  room: string
  epoch?: number
  seq?: number
}

/** What a viewer says. */
export type Said =
  | Subscribe
  | Unsubscribe
  | Hello

/** What a viewer hears. */
export type Heard =
  | TileFrame
  | ClockFrame
  | AnnouncementsFrame
  | TeamFrame
  | Progress
  | RunFrame
  | ClarificationFrame
  | DeskFrame
  | Presence
  | Leaving
  | ErrorFrame
