/** Where customers live and what they are called. A name is [as written, in Latin letters for the address] where the two differ. */
export type Name = string | readonly [written: string, latin: string]

export interface Country {
  readonly code: string
  readonly language: string
  /** Zones with the hours that they are ahead of UTC in winter: enough to make people shop by day. */
  readonly zones: readonly (readonly [zone: string, hours: number])[]
  /** Days from order to door that the store promises there. */
  readonly promisedDays: number
  readonly first: readonly Name[]
  readonly last: readonly Name[]
}

const words = (text: string): readonly string[] => text.split(' ')

const italy: Country = {
  code: 'IT',
  language: 'it-IT',
  zones: [['Europe/Rome', 1]],
  promisedDays: 2,
  first: words(
    'Giulia Francesca Chiara Sara Martina Valentina Alessia Elisa Federica Silvia Paola Ilaria Marco Andrea Luca Matteo Francesco Alessandro Davide Simone Stefano Lorenzo Riccardo Giacomo Nicolò Pietro',
  ),
  last: words(
    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi D'Angelo Caruso",
  ),
}

const germany: Country = {
  code: 'DE',
  language: 'de-DE',
  zones: [['Europe/Berlin', 1]],
  promisedDays: 3,
  first: words(
    'Hannah Anna Lena Julia Katharina Sabine Monika Petra Claudia Johanna Greta Jürgen Thomas Michael Stefan Andreas Lukas Jonas Felix Maximilian Björn Matthias Sebastian Günter',
  ),
  last: words(
    'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Krüger Hartmann Groß Vogel',
  ),
}

const britain: Country = {
  code: 'GB',
  language: 'en-GB',
  zones: [['Europe/London', 0]],
  promisedDays: 4,
  first: words(
    'Olivia Amelia Isla Emily Charlotte Alice Sophie Hannah Priya Aisha Fiona Siobhán Oliver George Harry Jack James Thomas William Daniel Rhys Callum Imran Arjun',
  ),
  last: words(
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green Hall Khan Begum Clarke Hughes O'Connor MacDonald",
  ),
}

const france: Country = {
  code: 'FR',
  language: 'fr-FR',
  zones: [['Europe/Paris', 1]],
  promisedDays: 3,
  first: words('Camille Léa Manon Chloé Inès Élodie Margaux Zoé Antoine Hugo Théo Lucas Jérôme Rémi François Mathis'),
  last: words(
    'Martin Bernard Dubois Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia Roux Fournier Girard Mercier Faure',
  ),
}

const spain: Country = {
  code: 'ES',
  language: 'es-ES',
  zones: [['Europe/Madrid', 1]],
  promisedDays: 3,
  first: words('Lucía María Paula Carmen Marta Alba Irene Nuria Pablo Álvaro Javier Diego Sergio Adrián Íñigo Jorge'),
  last: words(
    'García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Muñoz Ruiz Díaz Moreno Álvarez Romero Núñez',
  ),
}

const america: Country = {
  code: 'US',
  language: 'en-US',
  zones: [
    ['America/New_York', -5],
    ['America/Chicago', -6],
    ['America/Los_Angeles', -8],
  ],
  promisedDays: 7,
  first: words('Emma Ava Sophia Mia Harper Abigail Maria Grace Liam Noah Ethan Mason Logan Jacob José Tyler'),
  last: words(
    'Smith Johnson Williams Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Nguyen Lee Kim Jackson Walker Cohen',
  ),
}

const poland: Country = {
  code: 'PL',
  language: 'pl-PL',
  zones: [['Europe/Warsaw', 1]],
  promisedDays: 4,
  first: words('Agnieszka Małgorzata Katarzyna Zofia Joanna Wanda Piotr Łukasz Paweł Tomasz Michał Wojciech'),
  last: words(
    'Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Dąbrowski Woźniak Jabłoński',
  ),
}

const sweden: Country = {
  code: 'SE',
  language: 'sv-SE',
  zones: [['Europe/Stockholm', 1]],
  promisedDays: 4,
  first: words('Astrid Elsa Åsa Freja Linnéa Maja Lars Björn Örjan Emil Nils Oskar'),
  last: words('Andersson Johansson Karlsson Nilsson Eriksson Larsson Åberg Öberg Lindström Sjögren Bergström Holm'),
}

const japan: Country = {
  code: 'JP',
  language: 'ja-JP',
  zones: [['Asia/Tokyo', 9]],
  promisedDays: 8,
  first: [
    ['陽菜', 'hina'],
    ['美咲', 'misaki'],
    ['さくら', 'sakura'],
    ['結衣', 'yui'],
    ['葵', 'aoi'],
    ['直子', 'naoko'],
    ['翔太', 'shota'],
    ['健二', 'kenji'],
    ['大輔', 'daisuke'],
    ['拓也', 'takuya'],
    ['蓮', 'ren'],
    ['浩', 'hiroshi'],
  ],
  last: [
    ['佐藤', 'sato'],
    ['鈴木', 'suzuki'],
    ['高橋', 'takahashi'],
    ['田中', 'tanaka'],
    ['伊藤', 'ito'],
    ['渡辺', 'watanabe'],
    ['山本', 'yamamoto'],
    ['中村', 'nakamura'],
    ['小林', 'kobayashi'],
    ['加藤', 'kato'],
    ['吉田', 'yoshida'],
    ['山田', 'yamada'],
  ],
}

const thailand: Country = {
  code: 'TH',
  language: 'th-TH',
  zones: [['Asia/Bangkok', 7]],
  promisedDays: 8,
  first: [
    ['มาลี', 'malee'],
    ['สมหญิง', 'somying'],
    ['กานดา', 'kanda'],
    ['พิมพ์ชนก', 'pimchanok'],
    ['อรุณี', 'arunee'],
    ['ณัฐพล', 'nattapon'],
    ['สมชาย', 'somchai'],
    ['ธนกร', 'thanakorn'],
    ['วิชัย', 'wichai'],
    ['ปิติ', 'piti'],
  ],
  last: [
    ['ใจดี', 'jaidee'],
    ['ศรีสุข', 'srisuk'],
    ['แสงทอง', 'saengthong'],
    ['วงศ์สวัสดิ์', 'wongsawat'],
    ['บุญมี', 'boonmee'],
    ['ทองดี', 'thongdee'],
    ['รักไทย', 'rakthai'],
    ['สุขสันต์', 'suksan'],
  ],
}

const india: Country = {
  code: 'IN',
  language: 'en-IN',
  zones: [['Asia/Kolkata', 5.5]],
  promisedDays: 8,
  first: words('Ananya Diya Kavya Meera Neha Lakshmi Arjun Rohan Vikram Aditya Sanjay Rahul'),
  last: words('Sharma Verma Iyer Reddy Nair Gupta Singh Mehta Chopra Das Rao Banerjee'),
}

const brazil: Country = {
  code: 'BR',
  language: 'pt-BR',
  zones: [['America/Sao_Paulo', -3]],
  promisedDays: 9,
  first: words('Ana Beatriz Camila Júlia Letícia Conceição João Gabriel Thiago Rafael Antônio Luís'),
  last: words('Silva Santos Oliveira Souza Lima Pereira Ferreira Costa Araújo Gonçalves Ribeiro Carvalho'),
}

export const countries: readonly (readonly [weight: number, country: Country])[] = [
  [30, italy],
  [18, germany],
  [13, britain],
  [9, france],
  [7, spain],
  [8, america],
  [4, poland],
  [3, sweden],
  [3, japan],
  [2, thailand],
  [2, india],
  [1, brazil],
]
