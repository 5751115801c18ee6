export const SORTS = ['title', 'price', '-price', 'newest']
