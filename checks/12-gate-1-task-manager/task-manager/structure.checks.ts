import { check, expect, projectFiles } from 'backend-workbook/check'
import { filesWith, importsIn, namesIn, sources } from './sources.ts'

check(
  'has models, controllers and routes for users and for tasks, and middleware, each in its folder',
  { read: 'layers', requirement: 'structure', points: 2 },
  () => {
    const files = sources(projectFiles())
    for (const folder of ['models', 'controllers', 'routes']) {
      for (const noun of ['user', 'task']) {
        const found = namesIn(files, folder).filter((name) => name.toLowerCase().includes(noun))
        expect(found.length, `files in src/${folder} with ${noun} in their names`).toBeGreaterThan(0)
      }
    }
    expect(namesIn(files, 'middleware').length, 'files in src/middleware').toBeGreaterThan(0)
  },
)

check(
  'listens in src/server.ts alone, and reads the environment in src/config.ts alone',
  { read: 'layers', requirement: 'structure', points: 2 },
  () => {
    const files = sources(projectFiles())
    const paths = files.map(({ path }) => path)
    for (const path of ['src/app.ts', 'src/config.ts']) expect(paths, 'the files of the project').toContain(path)
    expect(filesWith(files, /\.listen\s*\(/), 'the files that call listen').toEqual(['src/server.ts'])
    expect(filesWith(files, /\bprocess\s*\.\s*env\b/), 'the files that read process.env').toEqual(['src/config.ts'])
  },
)

check(
  'leaves the questions to the database to the models',
  { read: 'layers', requirement: 'structure', points: 1 },
  () => {
    const files = sources(projectFiles())
    for (const folder of ['controllers', 'routes']) {
      const driver = importsIn(files, folder).filter(({ from }) => /^(mongoose|mongodb)(\/|$)/.test(from))
      expect(driver, `imports of mongoose or mongodb in src/${folder}`).toEqual([])
    }
    const models = importsIn(files, 'routes').filter(({ from }) => /(^|\/)models(\/|$)/.test(from))
    expect(models, 'imports of models in src/routes').toEqual([])
    expect(namesIn(files, 'models').length, 'files in src/models').toBeGreaterThan(1)
  },
)
