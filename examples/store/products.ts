/** What the demo store sells. `lastsDays` is how long one piece lasts in a household of average thirst; durables have none. */
export interface Product {
  readonly id: string
  readonly name: string
  readonly category: 'Coffee' | 'Tea' | 'Pantry' | 'Filters and care' | 'Equipment' | 'Cups'
  readonly cents: number
  readonly lastsDays?: number
}

const group = (
  category: Product['category'],
  rows: readonly (readonly [name: string, euros: number, lastsDays?: number])[],
): Product[] =>
  rows.map(([name, euros, lastsDays]) => ({
    id: name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, ''),
    name,
    category,
    cents: Math.round(euros * 100),
    ...(lastsDays ? { lastsDays } : {}),
  }))

export const products: readonly Product[] = [
  ...group('Coffee', [
    ['House Blend 250 g', 9.5, 18],
    ['House Blend 500 g', 17.5, 32],
    ['House Blend 1 kg', 31, 60],
    ['Espresso Notturno 250 g', 9.9, 16],
    ['Espresso Notturno 1 kg', 32.5, 55],
    ['Ethiopia Guji 250 g', 14.5, 21],
    ['Ethiopia Sidamo 250 g', 13.9, 21],
    ['Kenya Nyeri 250 g', 15.5, 23],
    ['Colombia Huila 250 g', 12.9, 20],
    ['Colombia Huila 500 g', 23.5, 36],
    ['Guatemala Antigua 250 g', 13.5, 21],
    ['Brazil Cerrado 500 g', 18.9, 34],
    ['Brazil Cerrado 1 kg', 33.9, 62],
    ['Rwanda Huye 250 g', 14.9, 22],
    ['Sumatra Gayo 250 g', 13.5, 24],
    ['Panama Boquete 250 g', 24, 30],
    ['Decaf Sugarcane 250 g', 12.5, 26],
    ['Decaf Sugarcane 500 g', 22.5, 45],
    ['Cold Brew Blend 500 g', 18.5, 28],
    ['Drip Bags 10 pieces', 12, 14],
    ['Tasting Box 4 x 100 g', 24],
    ['Espresso Pods 40 pieces', 17, 24],
  ]),
  ...group('Tea', [
    ['Sencha 100 g', 11.5, 40],
    ['Gyokuro 50 g', 19.5, 35],
    ['Genmaicha 100 g', 9.5, 42],
    ['Matcha 30 g', 22, 28],
    ['Earl Grey 125 g', 9.9, 50],
    ['Assam 125 g', 9.5, 48],
    ['Oolong Dong Ding 75 g', 16.5, 45],
    ['Jasmine 100 g', 10.5, 46],
    ['Rooibos 150 g', 8.5, 52],
    ['Chai 200 g', 10.9, 36],
  ]),
  ...group('Pantry', [
    ['Oat Milk Barista 6 x 1 l', 15.9, 15],
    ['Cane Sugar Sticks 500 g', 4.5, 70],
    ['Cantuccini 250 g', 6.9, 20],
    ['Dark Chocolate 70% 100 g', 4.9, 17],
    ['Vanilla Syrup 500 ml', 9.5, 58],
    ['Cocoa Powder 300 g', 8.9, 65],
  ]),
  ...group('Filters and care', [
    ['Paper Filters V60 100 pieces', 6.5, 75],
    ['Paper Filters Chemex 100 pieces', 9.9, 80],
    ['Paper Filters No 4 80 pieces', 3.9, 66],
    ['Descaler 2 x 250 ml', 11.5, 90],
    ['Cleaning Tablets 30 pieces', 12.9, 84],
    ['Water Filter Cartridge', 13.5, 60],
  ]),
  ...group('Equipment', [
    ['Hand Grinder', 89],
    ['Electric Grinder', 199],
    ['Pour-over Set', 45],
    ['Moka Pot 3 Cups', 34.9],
    ['French Press 1 l', 39],
    ['Gooseneck Kettle', 79],
    ['Kitchen Scale 0.1 g', 42],
    ['Milk Frother', 59],
    ['Travel Press', 32],
    ['Cold Brew Bottle 750 ml', 27.5],
    ['Matcha Whisk', 18.5],
    ['Storage Tin 500 g', 16.9],
  ]),
  ...group('Cups', [
    ['Espresso Cups set of 4', 36],
    ['Stoneware Mug', 19.5],
    ['Double-wall Glass set of 2', 28],
    ['Enamel Mug', 14.5],
  ]),
]

export const consumables = products.filter((product) => product.lastsDays !== undefined)
