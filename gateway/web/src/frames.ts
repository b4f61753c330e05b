// The frames of a live board, as realtime/protocol/frames.py defines them.

/** `[problem, judged, pending, solved, time, score]`; solved: 0 no, 1 yes, 2 yes and first of all. */
export type Cell = [number, number, number, 0 | 1 | 2, number, number | null]

/** `[n, solved, time, score, cells, disqualified]`. */
export type Row = [number, number, number, number | null, Cell[], boolean]

export interface TileFrame {
  type: 'board'
  room: string
  epoch: number
  seq: number
  whole?: boolean
  total?: number
  order?: number[]
  ranks?: number[]
  rows?: Row[]
}

export interface Problem {
  id: string
  label: string
  name: string
  rgb: string
}

/** All times in ms: `start` since 1970, `duration` and `freeze` of contest time, `pauses` of wall-clock time since the start. */
export interface ContestSettings {
  name: string
  start: number | null
  duration: number
  freeze: number | null
  pauses: [number, number][]
  medals: [number, number, number]
  playback: { wall: number; time: number; rate: number } | null
  problems: Problem[]
}

export interface ClockFrame {
  type: 'clock'
  room: string
  epoch: number
  seq: number
  settings: ContestSettings
  thawed: boolean
  final: boolean
  teams: number
  submissions: number
  pending: number
  /** By number of the problem, as in `settings`. */
  problems: { solved: number; tried: number }[]
  server_time: number
}

export interface Announcement {
  id: string
  text: string
  /** Wall clock, ms since 1970. */
  at: number
  /** Id of the problem it is about. */
  problem?: string
}

export interface AnnouncementsFrame {
  type: 'announcements'
  room: string
  announcements: Announcement[]
}

export interface PresenceFrame {
  type: 'presence'
  room: string
  viewers: number
}

/** The gateway stops: another one is to be found. */
export interface LeavingFrame {
  type: 'leaving'
  seconds: number
}

export interface ErrorFrame {
  type: 'error'
  code: string
  message: string
  room?: string
}

/** The answer to `subscribe`, `unsubscribe` and `hello`. */
export interface Acknowledgement {
  ok: boolean
  errors?: { code: string; message: string; room?: string }[]
}

export type Frame = TileFrame | ClockFrame | AnnouncementsFrame | PresenceFrame | LeavingFrame | ErrorFrame

export interface Team {
  n: number
  id: string
  name: string
  organization?: string
}
