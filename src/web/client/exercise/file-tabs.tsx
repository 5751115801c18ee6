import { isDirty, type OpenFile } from './open-file.ts'

interface FileTabsProps {
  files: OpenFile[]
  active: string
  onChoose: (path: string) => void
}

/** Which file is edited; of a single one its name. */
export function FileTabs({ files, active, onChoose }: FileTabsProps) {
  const [only] = files
  if (files.length === 1 && only) return <span class="file-name">{only.path}</span>
  return (
    <div class="file-tabs">
      {files.map((file) => (
        <button key={file.path} type="button" aria-pressed={file.path === active} onClick={() => onChoose(file.path)}>
          {file.path}
          {isDirty(file) && (
            <>
              <span aria-hidden="true"> •</span>
              <span class="unseen"> (not saved)</span>
            </>
          )}
        </button>
      ))}
    </div>
  )
}
