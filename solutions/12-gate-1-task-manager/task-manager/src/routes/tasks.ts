import { Router } from 'express'
import { change, create, list, read, remove } from '../controllers/tasks.ts'
import { identify } from '../middleware/identify.ts'

export const tasks = Router()

// In front of all of them, so that no route can be added that forgets to ask.
tasks.use(identify)
tasks.route('/').post(create).get(list)
tasks.route('/:id').get(read).patch(change).delete(remove)
