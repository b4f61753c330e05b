import type { Highlight } from '../../generated/api.ts'
import { pieces } from './pieces.ts'

/** Text with the words that were searched for marked. The text is nobody's HTML. */
export function Marked({ text, matches }: Pick<Highlight, 'text' | 'matches'>) {
  return (
    <>
      {pieces(text, matches).map(([piece, match], index) => (match ? <mark key={index}>{piece}</mark> : piece))}
    </>
  )
}
