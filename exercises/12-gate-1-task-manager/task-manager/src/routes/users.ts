import { Router } from 'express'
import { create, list, read } from '../controllers/users.ts'

export const users = Router()

users.post('/', create)
users.get('/', list)
users.get('/:id', read)
