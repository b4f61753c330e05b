// The clock of the time machine: where it stands, how fast it runs. No drawing, no timers.

export const RATES = [1, 2, 5, 10, 20, 60, 120, 300] as const

export interface Player {
  /** Seconds from the contest's start; with a fraction while it plays. */
  at: number
  rate: number
  playing: boolean
  /** The last second that is known. */
  end: number
}

/** What the address says, as far as it makes sense. */
export function begun(end: number, at: string | undefined, rate: string | undefined): Player {
  const wanted = at === undefined || at === '' ? 0 : Number(at)
  const speed = Number(rate)
  return {
    at: clamp(Number.isFinite(wanted) ? Math.trunc(wanted) : 0, end),
    rate: RATES.find((known) => known === speed) ?? 60,
    playing: false,
    end,
  }
}

/** So many ms of real time later. It stops at the end. */
export function tick(player: Player, ms: number): Player {
  if (!player.playing) return player
  const at = clamp(player.at + (ms / 1000) * player.rate, player.end)
  return { ...player, at, playing: at < player.end }
}

export function seek(player: Player, at: number): Player {
  return { ...player, at: clamp(at, player.end) }
}

/** Begins again where it is at its end. */
export function toggle(player: Player): Player {
  if (player.playing) return { ...player, playing: false, at: Math.floor(player.at) }
  return { ...player, playing: true, at: player.at >= player.end ? 0 : player.at }
}

/** One rate up or down. */
export function faster(player: Player, by: 1 | -1): Player {
  const now = RATES.findIndex((rate) => rate === player.rate)
  return { ...player, rate: RATES[Math.max(0, Math.min(RATES.length - 1, now + by))] ?? player.rate }
}

/** The end is another one: more of a running contest is known. */
export function known(player: Player, end: number): Player {
  return { ...player, end, at: clamp(player.at, end) }
}

/** The whole second that is shown. */
export function second(player: Player): number {
  return Math.floor(player.at)
}

function clamp(at: number, end: number): number {
  return Math.max(0, Math.min(end, at))
}
