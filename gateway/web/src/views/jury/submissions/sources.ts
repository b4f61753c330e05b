import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { SourceFile } from '../../../generated/api.ts'

/** All files of a submission, the program's first one first. */
export function useFiles(submission: string): Loaded<SourceFile[]> {
  return useLoaded(
    async (signal) => {
      const source = await call('GET /submissions/{submission}/source', { path: { submission }, signal })
      return [{ name: source.file_name, text: source.text }, ...source.further_files]
    },
    [submission],
  )
}
