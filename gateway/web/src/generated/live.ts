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

/**
 * One team on one problem: `[problem, judged, pending, solved, time, score]`.
 *
 * `problem` is its number in the contest; `judged` and `pending` count tries up to the first accepted one; `solved`
 * is 0 no, 1 yes, 2 yes and first of all; `time` is in the rule's unit (ICPC: minutes), -1 without one.
 */
export type Cell = [problem: number, judged: number, pending: number, solved: number, time: number, score: number | null]

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
  /** Whether all tests of a submission are run, also those behind the first that fails. */
  run_all_tests: boolean
  /** What teams see of their submissions beside the samples: the verdict alone, or also verdict, time and memory of each hidden test. */
  feedback: 'tests' | 'verdict'
  /** What verdicts mean for the score; empty: the standard ones. */
  judgement_types: Record<string, JudgementType>
  /** Only in recorded contests. */
  playback: Playback | null
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
  | Presence
  | Leaving
  | ErrorFrame
