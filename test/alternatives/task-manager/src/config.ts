const { PORT = '3000', MONGODB_URI } = process.env
if (!MONGODB_URI) throw new Error('MONGODB_URI is missing')

export const port = Number(PORT)
export const mongodbUri = MONGODB_URI
