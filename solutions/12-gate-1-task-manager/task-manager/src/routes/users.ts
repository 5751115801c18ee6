import { Router } from 'express'
import { change, create, list, onlyThemselves, read, remove } from '../controllers/users.ts'
import { identify } from '../middleware/identify.ts'

export const users = Router()

users.route('/').post(create).get(list)
users.get('/:id', read)
users.route('/:id').all(identify, onlyThemselves).patch(change).delete(remove)
