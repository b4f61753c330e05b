// Signs that few fonts have, drawn as lines in the colour of the text around them.

const LINES = {
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  cup: 'M4 1.5h8v4a4 4 0 0 1-8 0zM4 2.5H1.5v1A2.5 2.5 0 0 0 4 6M12 2.5h2.5v1A2.5 2.5 0 0 1 12 6M8 9.5V13M4.5 14.5h7L10.5 12.5h-5z',
  crown: 'M2.5 12.5h11l1-7.5-4 2.5-2.5-5-2.5 5-4-2.5z',
  pause: 'M5.5 3v10M10.5 3v10',
}

/** Beside a word that says the same: nothing reads it out. */
export function Icon({ name }: { name: keyof typeof LINES }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={LINES[name]} />
    </svg>
  )
}
