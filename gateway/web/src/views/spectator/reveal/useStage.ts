// What a screen of the reveal shows, from the rows of the board: where it stands, what was shown last, whose card is up.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Row } from '../../../generated/live.ts'
import type { BoardSource } from '../../../store/contest.ts'
import { ordered } from './ordered.ts'
import { honoured, nextHidden, settledFrom, shownBetween, type Hidden, type Shown } from './steps.ts'

/** Each of several cards that come at once. */
const CARD_MS = 5000
/** The row glides to its place before its card comes up. */
const GLIDE_MS = 1200

export interface Stage {
  rows: Row[]
  next: Hidden | null
  last: Shown | null
  /** The team whose card is up; null: none. */
  card: number | null
  /** Shows the card of a team, or none. */
  setCard: (n: number | null) => void
}

export function useStage(source: BoardSource): Stage {
  const version = source.version.value
  const rows = useMemo(() => ordered(source), [source, version])
  const next = useMemo(() => nextHidden(rows), [rows])
  const before = useRef<{ source: BoardSource; rows: Map<number, Row>; settled: number } | null>(null)
  const [last, setLast] = useState<Shown | null>(null)
  const [cards, setCards] = useState<readonly number[]>([])
  const settings = source.clock.value
  useEffect(() => {
    if (rows.length === 0) return
    const settled = settledFrom(next)
    const old = before.current?.source === source ? before.current : null
    before.current = { source, rows: new Map(rows.map((row) => [row[0], row])), settled }
    if (!old) return
    const shown = rows.map((row) => shownBetween(old.rows.get(row[0]) ?? row, row)).find((each) => each !== null)
    if (!shown && settled === old.settled) return
    setLast(shown ?? null)
    const ranks = settings?.medal_ranks ?? [0, 0, 0]
    const won = honoured(rows, (place) => source.board.at(place)?.rank ?? 0, ranks, old.settled, settled)
    setCards([])
    if (won.length === 0) return
    const timer = setTimeout(() => setCards(won), GLIDE_MS)
    return () => clearTimeout(timer)
  }, [rows])
  useEffect(() => {
    if (cards.length < 2) return // the last one stays up until the next step
    const timer = setTimeout(() => setCards((all) => all.slice(1)), CARD_MS)
    return () => clearTimeout(timer)
  }, [cards])
  return { rows, next, last, card: cards[0] ?? null, setCard: (n) => setCards(n === null ? [] : [n]) }
}
