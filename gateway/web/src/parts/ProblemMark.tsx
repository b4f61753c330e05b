/** A problem's letter with its colour. */
export function ProblemMark({ label, rgb, name }: { label: string; rgb?: string | undefined; name?: string | undefined }) {
  return (
    <span class="problem-mark" title={name}>
      <span class="spot" style={{ background: rgb || 'var(--balloon)' }} aria-hidden="true" />
      {label}
    </span>
  )
}
