/** What buildReport of the starter gives, so that no check has to compute it again. */
export const report2024 = {
  year: 2024,
  orders: 1_000_000,
  months: [
    416135739, 415080724, 418083409, 416764227, 416462079, 416602901, 414331430, 419696917, 417220991, 418424356,
    415870240, 418706174,
  ],
  boughtTogether: [30, 76],
  seal: '1c71adc9d78eb2be6fc7ce7b4905699bd5735b7677f490089c65f11cda370c4a',
}

/** The seals of two more years: enough to tell whose report it is. */
export const seals = {
  2021: '2edfceee69bf6d0b686a6dbe340b0719c6c399e17b504d4e8ecd49f4e3f330d0',
  2022: 'c17aad3575e966a2c106630d99ea761a566356b9d5a3b21bdd85b4eaa711ce80',
}
