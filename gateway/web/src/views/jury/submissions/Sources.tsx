import type { SourceFile, Submission } from '../../../generated/api.ts'
import { CopyButton } from '../../../parts/CopyButton.tsx'
import { save } from '../../../parts/download.ts'
import { Code } from '../../../parts/editor/Code.tsx'
import { Ready } from '../../../parts/States.tsx'
import { useFiles } from './sources.ts'
import { words } from './words.ts'

/** The program, file by file. */
export function Sources({ submission }: { submission: Submission }) {
  return (
    <section class="panel">
      <h3>{words().source}</h3>
      <Ready of={useFiles(submission.id)} rows={10}>
        {(files) => files.map((file) => <File key={file.name} file={file} language={submission.language} />)}
      </Ready>
    </section>
  )
}

function File({ file, language }: { file: SourceFile; language: string }) {
  return (
    <figure class="submission-file">
      <figcaption>
        <code>{file.name}</code>
        <CopyButton text={file.text} what={file.name} />
        <button
          type="button"
          class="plain"
          aria-label={`${words().download}: ${file.name}`}
          onClick={() => save(file.text, file.name.replaceAll('/', '-'))}
        >
          ⤓ {words().download}
        </button>
      </figcaption>
      <Code text={file.text} language={language} label={`${words().source}: ${file.name}`} />
    </figure>
  )
}
