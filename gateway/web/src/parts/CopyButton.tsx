import { Icon } from './Icon.tsx'
import { say, sayError } from './toasts.tsx'
import { words } from './words.ts'

/** `what`: is read out beside the word for copying; `label`: stands instead of that word. */
export function CopyButton({ text, what, label }: { text: string; what?: string; label?: string }) {
  const copy = () => void write(text).then(() => say(words().copied), sayError)
  return (
    <button type="button" class="plain" aria-label={what ? `${words().copy}: ${what}` : undefined} onClick={copy}>
      <Icon name="copy" /> {label ?? words().copy}
    </button>
  )
}

/** Without HTTPS, as in a contest hall, browsers give no clipboard: the old way is left. */
async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
