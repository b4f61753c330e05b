// The live client: rooms over one connection, the board as gap-free tiles, contest time, and whether it is all still true. No drawing.
export { Board, TILE, tileOf, type Outcome } from './board.ts'
export { Connection, type Listener, type Options, type Wire } from './connection.ts'
export { follow, type Following, type FollowOptions, type Standing } from './follow.ts'
export { Follower, type Audience, type Heeding } from './follower.ts'
export { DEAD_MS, Freshness, type State } from './freshness.ts'
export { Roster, type Get } from './roster.ts'
export { contestTime, phase, problemsOf, spell, type CountedProblem, type Phase } from './time.ts'
export type * from '../generated/live.ts'
