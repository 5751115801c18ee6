import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { preloadsOf } from '../../src/engine/judge/preloads.ts'

const PACKAGE_ROOT = join(import.meta.dirname, '..', '..')

function fileWith(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'course-preloads-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'app.ts')
  writeFileSync(file, source)
  return file
}

it('names each package once, and neither modules of Node nor files', () => {
  const file = fileWith(`import { readFile } from 'node:fs/promises'
import http from 'http'
import express, {
  type Express,
} from "express"
import { Router } from 'express'
import 'dotenv/config'
import type { Pool } from 'pg'
import { own } from './own.ts'
`)
  expect(preloadsOf(PACKAGE_ROOT, file)).toEqual(['express', 'dotenv/config'])
})

it('is only a head start: a file that cannot be read has none', () => {
  expect(preloadsOf(PACKAGE_ROOT, join(tmpdir(), 'no-such-folder', 'app.ts'))).toEqual([])
})
