import { CopyButton } from '../../../parts/CopyButton.tsx'
import { Dialog } from '../../../parts/Dialog.tsx'
import { save } from '../../../parts/download.ts'
import { words } from './words.ts'

export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const text = codes.join('\n')
  return (
    <Dialog title={words().recoveryTitle} onClose={onClose}>
      <p>{words().recoveryText}</p>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <footer>
        <CopyButton text={text} what={words().recoveryTitle} />
        <button type="button" onClick={() => save(`${text}\n`, 'podium-recovery-codes.txt')}>
          {words().download}
        </button>
        <button type="button" class="primary" onClick={onClose}>
          {words().kept}
        </button>
      </footer>
    </Dialog>
  )
}
