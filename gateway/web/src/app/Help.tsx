import { useState } from 'preact/hooks'
import { useKeys } from '../parts/keys.ts'
import { useWanted } from '../parts/wanted.ts'
import { words } from './words.ts'

/** `?` shows what can be pressed now. */
export function Help() {
  const [open, setOpen] = useState(false)
  const HelpDialog = useWanted(open, () => import('./HelpDialog.tsx'))
  useKeys([{ key: 'Shift+?', does: words().showKeys, act: () => setOpen(true) }], [words()])
  return HelpDialog ? <HelpDialog onClose={() => setOpen(false)} /> : null
}
