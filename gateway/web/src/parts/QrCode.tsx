import { qr } from './qr.ts'

/** Modules around the code that stay light. */
const QUIET = 4

/** A text as a QR code, dark on light in every theme: readers want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = qr(text)
  const size = rows.length + 2 * QUIET
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : []))).join('')
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
