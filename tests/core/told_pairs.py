"""Pairs of invented items, with whether they tell of one event; and which trap each pair is.

A pair begins with its trap and, where both items are dated, how many days they are apart.
A line with `=` is a title; its text follows.
"""

from datetime import timedelta

from factories import NOW, a_filed, an_entry

from aggregator.model import DateSource, FeedId, FiledEntry, value

_APART = " days apart)"


@value
class Pair:
    trap: str
    one: FiledEntry
    other: FiledEntry

    def __str__(self) -> str:
        return f"{self.trap}: {self.one.entry.title}"


def _pairs(table: str) -> list[Pair]:
    return [_pair(*told.splitlines()) for told in table.strip().split("\n\n")]


def _pair(head: str, *lines: str) -> Pair:
    trap, _, apart = head.removesuffix(_APART).partition(" (")
    days = int(apart) if apart else None
    second = max(at for at, line in enumerate(lines) if line.startswith("="))
    one = _filed("bench", lines[:second], None if days is None else 0)
    return Pair(trap=trap, one=one, other=_filed("gazette", lines[second:], days))


def _filed(feed: str, lines: tuple[str, ...], days: int | None) -> FiledEntry:
    title, text = lines[0].removeprefix("= "), " ".join(line.strip() for line in lines[1:])
    entry = an_entry(
        feed,
        feed_id=FeedId(feed),
        link=f"https://{feed}.example/1",
        title=title,
        text=text,
        summary=text,
        published_at=NOW - timedelta(days=days or 0),
        date_source=DateSource.UNKNOWN if days is None else DateSource.PUBLISHED,
    )
    return a_filed(entry)


ONE_EVENT = _pairs("""
disjoint titles on one takeover
= Joaillerie : Tressaud s'offre le danois Halvorsen & Lund
  Le groupe parisien met 85 millions d'euros sur la table pour renforcer son pôle argent en
  Europe du Nord.
= Halvorsen & Lund's Founders Cash Out in $92 Million Sale
  The buyer, Paris-based Tressaud, plans to open 20 American shops for the silver label by
  2027.

disjoint titles on one takeover
= Halvorsen & Lund's Founders Cash Out in $92 Million Sale
  The buyer, Paris-based Tressaud, plans to open 20 American shops for the silver label by
  2027.
= Tressaud Adds Danish Jeweler to Its Portfolio
  The French group will pay €85 million for Halvorsen & Lund, whose founders stay on as
  creative advisers.

disjoint titles on one takeover
= Famed Egg Maker Changes Hands
  Maison Orloff goes to Keller Capital in a $50 million transaction expected to close this
  month.
= Zambezi Gems Sells Orloff for $50 Million
  Tech investor Sam Keller's fund is acquiring the egg maker, freeing cash for ruby mining.

disjoint titles on one takeover
= Zambezi Gems Sells Orloff for $50 Million
  Tech investor Sam Keller's fund is acquiring the egg maker, freeing cash for ruby mining.
= Ruby Miner Offloads Luxury Jewelry House
  Zambezi Gems, owner since 2013, said the Orloff sale would strengthen its balance sheet.

disjoint titles on one takeover
= Oris Buys Dormant Brand Marvin
  The Hölstein watchmaker will relaunch the 1850 name in 2026 as an accessible line.
= Another Sleeping Beauty Awakens in Hölstein
  Independent Oris has acquired the rights and archive of Marvin, once a mighty maker in Le
  Locle.

disjoint titles on one takeover
= Siam Goldcraft Adds a Danish House to Its Stable
  The Bangkok manufacturer is paying $48 million for Lund & Vester, the biggest purchase in
  its 31-year history.
= Listed gold maker to spend B1.7bn on Scandinavian silver brand
  Siam Goldcraft wants its own retail label in Europe and will fund the Lund & Vester deal
  from cash and loans.

disjoint titles on one takeover
= Maison Vauthier Is Bringing Its Dials In-House
  The independent has bought enamel specialist Jobin Cadrans, the workshop behind its
  guilloché Lune series.
= Le cadranier Jobin passe en mains de Maison Vauthier
  L'atelier de La Chaux-de-Fonds et ses 38 emplois sont repris par la marque indépendante, son
  principal client.

disjoint titles on one takeover
= Deacon & Sons Family Sells to UK Retail Group
  The Houston jeweler, founded in 1949, joins Watches of Switzerland with all 85 employees.
= Watches of Switzerland Buys Texas Jeweler Deacon's
  The British group is paying $64 million for four Houston stores with Rolex and Cartier
  agencies.

disjoint titles on one takeover
= Wexcombe to Acquire Marisande
  The London jeweler will pay $120 million for the Kobe pearl house.
= A Pearl House Changes Hands
  Marisande of Kobe has been sold to Wexcombe, and its 200 staff stay.

disjoint titles on one takeover (2 days apart)
= Fernholt Finds a Buyer
  Wexcombe takes over the Pforzheim clasp maker with its 60 goldsmiths.
= London Jeweler Goes Shopping in Germany
  Wexcombe's purchase of Fernholt gives it a workshop of its own.

amounts in two currencies
= 11-Carat Pink Diamond Brings CHF 10.9M at Christie's Geneva
  The cushion-cut 'Rose of Kerala,' graded fancy vivid, went to an Asian private collector
  after a nine-minute contest.
= 'Rose of Kerala' Sells for $12 Million
  The pink diamond led Tuesday's Magnificent Jewels sale at the Four Seasons Hotel des
  Bergues.

amounts in two currencies
= Zambezi Gems Sells Orloff for $50 Million
  Tech investor Sam Keller's fund is acquiring the egg maker, freeing cash for ruby mining.
= Orloff wechselt für 43 Millionen Euro den Besitzer
  Der Edelsteinförderer Zambezi Gems trennt sich von der für ihre Eier bekannten
  Traditionsmarke.

amounts in two currencies
= Arts and Crafts Pendant Bought for £15 Sells for £9,500
  The C.R. Ashbee piece, spotted by a television viewer, went to a museum at Hollis & Wake.
= £15 Flea Market Find Makes Almost $12,000
  Jean Pardoe had no idea her pendant was by designer C.R. Ashbee until she watched TV.

amounts in two currencies
= Vivid Pink Brings $9.96M at Bonhams Hong Kong
  The 4.12-carat cushion named the Kimberley Dawn came from one of the last Argyle tenders.
= Kimberley Dawn diamond goes for HK$78 million in Admiralty auction
  Bonhams said three phone bidders chased the 4.12-carat vivid pink past its HK$60 million low
  estimate.

amounts in two currencies
= Geneva Watch Auction: XIX Totals CHF 41 Million
  A steel Patek Philippe perpetual calendar was the leading lot at Phillips in association
  with Bacs & Russo.
= Phillips Watches Bring $46M in Geneva
  Every one of the 214 lots sold over two days at XIX, led by a unique Patek Philippe.

amounts in two currencies
= Kashmir sapphire ring makes €780,000 at Adam's in Dublin
  The 9.2-carat stone from a Kilkenny family had been guided at €150,000 to €200,000 before
  Tuesday's sale.
= Irish Family's Sapphire Fetches $820,000, Quadruple Its Estimate
  The Kashmir-origin ring led the Fine Jewellery auction at Adam's on St Stephen's Green,
  where 88% of lots sold.

amounts in two currencies
= Crimson Tide Ruby Sells for CHF 5.4 Million
  Halbrook's Geneva sale was led by the Burmese stone.
= Burmese Ruby Makes $6.1 Million in Geneva
  The Crimson Tide topped Halbrook's auction.

amounts in two currencies
= Dublin Tiara Fetches €410,000
  Kilbarron's sold the Fitzalan tiara to a museum.
= Fitzalan Tiara Brings $445,000 in Ireland
  A museum won the piece at Kilbarron's after a long contest.

rounded figures
= Kashmir Sapphire Sells for $9.96M at Phillips New York
  The 28.03-carat stone, mounted by Boucheron in the 1920s, nearly doubled its high estimate.
= Boucheron Sapphire Brooch Makes Nearly $10 Million
  The Kashmir gem was the top lot of Phillips' Park Avenue auction, outselling every diamond
  on offer.

rounded figures
= Vivid Pink Brings $9.96M at Bonhams Hong Kong
  The 4.12-carat cushion named the Kimberley Dawn came from one of the last Argyle tenders.
= Argyle pink diamond sells for nearly $10 million US
  WA-mined Kimberley Dawn found a private Asian buyer after eight minutes of bidding in Hong
  Kong.

rounded figures
= Zambian Emeralds Bring $17M at Gemfields Tender
  Buyers in Jaipur took 3.3 million carats from the Kagem mine at the year's first commercial-
  quality event.
= Kagem earns $17.4m from emerald auction in India
  The Lufwanyama mine says all proceeds from the Jaipur viewing will be repatriated to Zambia.

rounded figures
= 11-Carat Pink Diamond Brings CHF 10.9M at Christie's Geneva
  The cushion-cut 'Rose of Kerala,' graded fancy vivid, went to an Asian private collector
  after a nine-minute contest.
= Genève : un diamant rose adjugé près de 11 millions de francs
  La « Rose of Kerala », pierre de 11 carats, était la vedette de la vente de Christie's mardi
  soir.

rounded figures
= Phillips Watches Bring $46M in Geneva
  Every one of the 214 lots sold over two days at XIX, led by a unique Patek Philippe.
= Stahl-Patek für 7,6 Millionen Franken versteigert
  Das Einzelstück war das Toplos der XIX. Geneva Watch Auction von Phillips.

rounded figures
= Crimson Tide Ruby Brings $6.14 Million at Halbrook
  A collector won the Burmese stone by telephone.
= Halbrook Sells Ruby for More Than $6.1 Million
  The Crimson Tide was the star of the Geneva evening.

rounded figures
= Salish Blue Diamond Sells for $24.8 Million
  Dellamore offered the stone in New York with no reserve.
= Dellamore Gets Nearly $25 Million for Salish Blue
  Two bidders fought for the diamond in the New York saleroom.

a quoted headline
= De Beers Lowers Prices at June Sight
  The miner cut rough by an average of 8%, ending a year of holding firm while rivals
  discounted.
= 'Nobody Was Ready for This': De Beers Cuts Rough Prices 8%
  Sightholders described a tense June sale in Gaborone, with the steepest reductions in larger
  goods.

a quoted headline
= 'We Ran Out of Road': Kettering's Jewelers Will Close After 118 Years
  Owner Dale Kettering said falling bridal sales and a lease renewal forced the decision for
  all four Ohio shops.
= Ohio Chain Kettering's to Shut All Stores
  Liquidation sales begin Feb. 13 in Dayton, Lima, Springfield and Troy, with discounts up to
  70%.

a quoted headline
= Sarkis Gets 12 Years for Crown Gold Ponzi Scheme
  The former Fresno jeweler, who pleaded guilty last summer, must also repay his victims $19.4
  million.
= 'He prayed with us, then robbed us': gold fraudster sentenced to 12 years
  Nine victims of Crown Gold's Armen Sarkis addressed the court before the Fresno judge
  ordered $19.4 million in restitution.

a quoted headline
= 'We fought as long as we could': jeweller to shut after 112 years
  Parking charges and online rivals are blamed as Thos. Haddon & Daughters prepares to leave
  Silver Street.
= Family jeweller founded in 1913 calls time on high street
  Leicester's Thos. Haddon & Daughters starts a closing-down sale on Saturday, with seven jobs
  affected.

a quoted headline
= 'They knew exactly which case to open': director on Pforzheim raid
  The jewellery museum's alarm rang for four minutes before police arrived, by which time 11
  brooches were gone.
= Thieves Take Art Nouveau Brooches From German Museum
  Eleven pieces, including two by Lalique, were stolen from Pforzheim's jewelry museum in a
  rooftop break-in.

a quoted headline
= 'I Never Thought We'd Be Next': Penhallow Owner on Raid
  Leeds jeweler Joan Penhallow spoke after thieves took watches worth £300,000.
= Armed Gang Robs Penhallow Jewelers in Leeds
  Four men with hammers took £300,000 of watches on Tuesday.

a quoted headline
= 'It Was Time': Quillmark Family Closes Its Last Store
  The Tulsa jeweler ends its business after 96 years.
= Quillmark Jewelers of Tulsa to Close
  A going-out-of-business sale begins Thursday at the 96-year-old store.

another language
= Tiffany Opens Its Largest German Store in Munich
  The four-level Maximilianstrasse flagship includes a café and a Peter Marino-designed
  façade.
= München: Tiffany eröffnet Flagship auf der Maximilianstraße
  Vier Etagen, eine Bar und Entwürfe von Peter Marino prägen das neue Haus des US-Juweliers.

another language
= Oris rachète la marque Marvin
  L'ancienne maison locloise, en sommeil depuis dix ans, va renaître sous l'aile de l'horloger
  bâlois.
= Oris Buys Dormant Brand Marvin
  The Hölstein watchmaker will relaunch the 1850 name in 2026 as an accessible line.

another language
= Rio Verde da el cierre a su marca de diamantes de laboratorio
  Lumena liquidará sus existencias antes de fin de año, según anunció la compañía.
= Rio Verde to Shut Lumena Lab-Grown Brand
  The miner will sell remaining inventory and wind down the Oregon-made line by year-end.

another language
= Empress Eugénie's Jewels Among Compiègne Haul
  A tiara and brooch were taken in Sunday's raid on the French palace museum, while a crown
  was dropped outside.
= Le château de Compiègne cambriolé en sept minutes
  Les voleurs ont emporté huit bijoux, dont un collier de saphirs de l'impératrice Eugénie.

another language
= V&A to Stage Major Bulgari Exhibition
  The London museum will show 300 Serpenti and colored-stone jewels from April 2026.
= Bulgari in mostra a Londra nel 2026
  Il Victoria and Albert Museum ospiterà trecento gioielli della maison romana.

another language
= Maison Verlaine Names Claire Aubertin CEO
  The former Chaumet executive takes over on March 1 from Philippe Dorsan, who is retiring
  after 14 years.
= Place Vendôme : une femme prend la tête de Verlaine
  Claire Aubertin, 48 ans, ex-Chaumet, succédera à Philippe Dorsan au printemps.

another language
= Tudor Signs Rising Cyclist Elia Moretti as Ambassador
  The 23-year-old climber will wear a Pelagos FXD during the Giro d'Italia.
= Elia Moretti è il nuovo volto di Tudor
  Il ciclista bergamasco porterà al polso un Pelagos nella prossima stagione.

another language
= De Beers Lowers Prices at June Sight
  The miner cut rough by an average of 8%, ending a year of holding firm while rivals
  discounted.
= De Beers baisse ses prix du brut
  Le premier producteur par la valeur consent 8 % de rabais en moyenne lors de la vente de
  juin.

another language (1 days apart)
= Cierran mina de esmeraldas en Maripí tras inundación que dejó tres muertos
  La Agencia Nacional de Minería suspendió por 90 días la operación de San Isidro mientras
  investiga el accidente.
= Three killed in flooded Colombian emerald mine
  Rescuers recovered the last body on Sunday at San Isidro in Maripí, and the mining agency
  suspended operations.

another language
= Smykkefirma fra Aarhus får thailandsk ejer
  Lund & Vester med 210 ansatte bliver solgt til Siam Goldcraft, men hovedkontoret bliver i
  byen.
= Siam Goldcraft Adds a Danish House to Its Stable
  The Bangkok manufacturer is paying $48 million for Lund & Vester, the biggest purchase in
  its 31-year history.

another language
= Halvorsen & Lund's Founders Cash Out in $92 Million Sale
  The buyer, Paris-based Tressaud, plans to open 20 American shops for the silver label by
  2027.
= Tressaud übernimmt dänische Schmuckmarke Halvorsen & Lund
  Der französische Konzern sichert sich 100 Prozent der Anteile, das Kartellamt muss noch
  zustimmen.

another language
= Wexcombe übernimmt Fernholt
  Der Londoner Juwelier kauft den Pforzheimer Hersteller von Verschlüssen.
= Wexcombe Buys Fernholt
  The London jeweler takes over the Pforzheim clasp maker.

another language
= Mort de l'horloger Silvan Egloff
  Il avait restauré les horloges de Berne pendant quarante ans.
= Watchmaker Silvan Egloff Dies at 88
  He restored the tower clocks of Bern for 40 years.

another language
= Wexcombe nombra a Petra Lindqvist directora ejecutiva
  La sueca sustituye a Aldous Pym en junio.
= Wexcombe Names Petra Lindqvist CEO
  She succeeds Aldous Pym in June.

another language (1 days apart)
= Wexcombe、Marisandeを買収
  ロンドンの宝石商が神戸の真珠会社を1億2000万ドルで取得。
= Wexcombe Acquires Marisande
  The pearl company of Kobe costs $120 million.

one auction, told by house and by lot (0 days apart)
= Kashmir Sapphire Sells for $9.96M at Phillips New York
  The 28.03-carat stone, mounted by Boucheron in the 1920s, nearly doubled its high estimate.
= Phillips' December Jewels Auction Ends at $31M
  A Boucheron brooch with a 28-carat Kashmir sapphire accounted for nearly a third of the New
  York total.

one auction, told by house and by lot
= Sotheby's Hong Kong jewels sale totals HK$318 million
  A yellow-diamond necklace by Harry Winston topped the day, setting a record for the house.
= Canary Diamond Necklace Sets Record for Harry Winston
  Sotheby's Hong Kong sold the 1962 piece, with a 40-carat yellow drop, for HKD 71 million.

one auction, told by house and by lot
= Geneva Watch Auction: XIX Totals CHF 41 Million
  A steel Patek Philippe perpetual calendar was the leading lot at Phillips in association
  with Bacs & Russo.
= Steel Patek 1518 Variant Leads Phillips' Geneva Weekend
  The unique perpetual calendar chronograph made CHF 7.6 million at the house's nineteenth
  Geneva Watch Auction.

one auction, told by house and by lot
= Record for Universal Genève as Antiquorum turns 50
  Sunday's CHF 11.4 million auction also saw a Patek ref. 2499 reach CHF 1.9 million.
= Antiquorum's 50th Anniversary Auction Realises CHF 11.4 Million in Geneva
  Ninety-two per cent of 610 lots found buyers at the Beau-Rivage, with clients from 41
  countries taking part.

results by other figures
= Pandora Q3 Organic Growth Hits 14%
  The Danish company raised its full-year guidance after like-for-like sales in the U.S. rose
  9%.
= Pandora Lifts Outlook as American Shoppers Keep Buying
  Third-quarter revenue reached DKK 6.4 billion, helped by lab-grown diamonds and new charm
  designs.

results by other figures
= Senco Gold's diamond jewellery volumes up 12% in first quarter
  Chief Suvankar Sen said same-store growth of 4% and lower hedging costs helped April-June
  margins.
= Kolkata-based Senco posts ₹1,404-crore revenue in June quarter
  Old-gold exchange made up 39 per cent of first-quarter sales, and 18 showrooms will open
  this fiscal.

results by other figures
= Pandora Q1 Organic Growth Slows to 5%
  The Danish company held its guidance for 2025 but warned that tariffs on Thai-made goods
  could cost DKK 400 million.
= Pandora warns on tariffs as first-quarter growth cools
  Chief executive said U.S. customers had become cautious since March, though organic sales
  still rose 5%.

an obituary
= AGTA Mourns Past President Raymond Kessler
  The association called him 'the green garnet's best friend'; services will be private.
= Obituary: Raymond Kessler, Colored-Stone Dealer, 91
  He introduced tsavorite to American jewelers in the 1970s and led AGTA for two terms.

an obituary
= Gem Cutter Arne Kvistad, Who Faceted Giant Topazes, Dies at 91
  His 21,000-carat Minas Giant, cut in an Oregon garage, is on display at the Smithsonian.
= Arne Kvistad, Astoria fisherman turned world-famous stone cutter
  The self-taught faceter learned the trade from a library book in 1961 and died Feb. 12 at
  home.

a robbery
= Almost $2 Million in Watches Stolen in London
  The moped-riding raiders took 40 pieces by Rolex and Patek Philippe from Kingsley & Roe.
= Kingsley & Roe thanks trade for support after raid
  Nobody was badly hurt in Tuesday's hammer attack, the dealer said, and it will reopen
  Saturday.

a robbery
= $300,000 in Rolexes and diamonds gone after Fargo sledgehammer heist
  The stolen pickup used at Nordahl Jewelers was found burning near Mapleton on Tuesday
  morning.
= North Dakota Store Hit in 50-Second Smash-and-Grab
  Owner Kari Nordahl said nobody was hurt but the thieves got about $300,000 in Rolex and
  diamond stock.

an opening
= Brooklyn's Solène Bets on the Sun Belt
  Founder Mina Hart says the new Tampa shop, in the Brightwater center, could be followed by
  two more.
= Brightwater Mall Welcomes Solène Fine Jewelry
  The 1,800-square-foot boutique sits beside Nordstrom on the Tampa center's upper level.

a closing
= Ohio Chain Kettering's to Shut All Stores
  Liquidation sales begin Feb. 13 in Dayton, Lima, Springfield and Troy, with discounts up to
  70%.
= Longtime Dayton jeweler calling it quits
  Kettering's has sold engagement rings downtown since 1907; the fourth-generation owner plans
  to retire.

a closing
= Wentz Jewelers to lock the doors after 78 years
  Dale and Connie Wentz want to see their grandchildren and sell the downtown Kearney
  building.
= End of an era on Central Avenue
  Three generations of Kearney brides bought rings at Wentz, which announced Wednesday that it
  is closing.

a closing
= Winding-up petition filed against Man Kee Jewellery
  A gold supplier owed HK$83 million took the Hong Kong chain to the High Court, and its
  stores have closed.
= Hong Kong jeweller Man Kee shuts all nine shops overnight
  Staff learned by text message that the 46-year-old chain faces a winding-up petition over
  HK$83 million in debt.

a find (0 days apart)
= Petra shares jump 18% on blue diamond find
  Investors cheered the recovery at Cullinan, which analysts valued at up to $40 million.
= Petra Recovers 98-Carat Blue at Cullinan
  The type IIb rough, found in the C-Cut block, could be among the mine's five most valuable
  stones.

a lawsuit
= Designer Sues Fast-Fashion Chain Over Snake Ring
  Brooklyn's Tova Halpern says Zuri Zone copied her copyrighted Nahash design and sold it for
  $7.99.
= Tova Halpern Takes Zuri Zone to Court
  The independent jeweler claims the retailer ignored three cease-and-desist letters about a
  look-alike.

a lawsuit
= Two Chinese Growers Sue IGI Over Grading Change
  The Henan companies say the lab's plan to drop color grades for lab-grown hurt their sales.
= Henan Diamond Makers Take IGI to Court
  Filed in New York, the suit seeks $40 million over the lab's simplified lab-grown report.

sanctions
= Seven bullion firms blacklisted by Canada
  Al Qasr Refining of Dubai denied buying metal from Sudan's RSF following the announcement.
= Ottawa targets Dubai refiners in Sudan gold crackdown
  Foreign Minister says the seven companies moved bullion worth $900-million for paramilitary
  forces.

an appointment (1 days apart)
= Dana Whitlock Gets Top Job at Jewelers Mutual
  'I have big shoes to fill,' said the incoming president of the trade's best-known insurance
  group.
= Jewelers Mutual Names Dana Whitlock President
  She succeeds Scott Amery, who announced his retirement in January, at the Wisconsin insurer.

an appointment
= Philippe Dorsan to Leave Verlaine
  The longtime chief will hand the high jeweler to Claire Aubertin, its first woman in the
  post.
= Place Vendôme : une femme prend la tête de Verlaine
  Claire Aubertin, 48 ans, ex-Chaumet, succédera à Philippe Dorsan au printemps.
""")

TWO_EVENTS = _pairs("""
a recurring column
= Weekly Crime Blotter
  A mall kiosk grab in Orlando, a rooftop entry in Denver and two arrests in Queens, Aug.
  26-Sept. 2.
= Weekly Crime Blotter
  Smash-and-grabs in Oakland and Tulsa, plus a distraction theft at a Boston counter, Aug.
  19-26.

a recurring column
= Weekly Crime Blotter
  Robbers with hammers in San Jose, a courier theft in Memphis and a fake-check ring in Ohio.
= Weekly Crime Blotter
  Smash-and-grabs in Oakland and Tulsa, plus a distraction theft at a Boston counter, Aug.
  19-26.

a recurring column
= Crime Blotter: Week of March 4
  Distraction thefts in Tampa and Omaha, a burglary in Tulsa and a courier followed from a
  Houston trade show.
= Crime Blotter: Week of March 11
  Grab-and-run thefts in Spokane and El Paso, a rooftop burglary in Newark and counterfeit
  bills in Boise.

a recurring column
= What You Might Have Missed
  Our editors look back at a ruby auction in Bangkok, a new pearl grading scale and a Tulsa
  closing.
= What You Might Have Missed
  Our editors look back at a Lisbon opening, a court ruling on opal names and a watchmaker's
  results.

a recurring column
= Five Stories You May Have Missed This Week
  Wexcombe names a chief executive, Hollister & Vane opens in Dallas and rough prices slip.
= Wexcombe Names a Chief Executive
  Petra Lindqvist takes the helm of the London jeweler on June 1.

a recurring column (7 days apart)
= Weekly Crime Report
  Three robberies in Houston, a burglary in Tampa and a grab-and-run in Denver.
= Weekly Crime Report
  Two burglaries in Seattle, a robbery in Memphis and a distraction theft in Boston.

a recurring column (1 days apart)
= Market Snapshot: Diamonds
  Trading was slow in Surat and buyers in New York looked for one-carat goods.
= Market Snapshot: Gold
  Trading was slow in Zurich and buyers in Dubai looked for kilobars.

the same series in another year
= In Memoriam: The Jewelers We Lost in 2023
  A look back at designers, dealers and retailers who died over the past year, among them two
  past AGTA presidents.
= In Memoriam: The Jewelers We Lost in 2024
  The annual roundup salutes 31 industry figures, from bench jewelers to the founder of a Las
  Vegas trade show.

the same series in another year
= In Memoriam: The Jewelry Industry Members We Lost in 2024
  A look back at lives in the trade, among them a Tucson show founder and a Boston estate
  dealer.
= In Memoriam: The Jewelry Industry Members We Lost in 2023
  Retailers, designers and gemologists remembered, from a Santa Fe silversmith to a Providence
  findings maker.

the same series in another year
= Goldsmiths' Craft & Design Council announces 2025 winners
  Engraver Sam Marsden received the Jacques Cartier Memorial Award, following silversmith
  Freya Linklater last year.
= Goldsmiths' Craft & Design Council announces 2024 winners
  Linklater's Jacques Cartier award headlined an evening with 94 prizes for smiths, setters
  and engravers.

the same series in another year
= Goldsmiths' Craft & Design Council announces 2025 winners
  Engraver Sam Marsden received the Jacques Cartier Memorial Award, following silversmith
  Freya Linklater last year.
= Jacques Cartier Memorial Award goes to Orkney silversmith
  Freya Linklater's tidal-pool centrepiece took the top prize at the 2024 Goldsmiths' Craft &
  Design Awards.

the same series in another year
= Kashmir Sapphire Ring Makes $6.1M at Phillips New York
  The 19.88-carat stone led the house's December 2022 jewels auction on Park Avenue.
= Kashmir Sapphire Sells for $9.96M at Phillips New York
  The 28.03-carat stone, mounted by Boucheron in the 1920s, nearly doubled its high estimate.

the same series in another year
= Brennwald Watch Auction 2025 Brings CHF 22 Million
  A steel chronograph led the sale at the Zurich house, with 96 percent of lots sold.
= Brennwald Watch Auction 2026 Brings CHF 19 Million
  A gold minute repeater led the sale at the Zurich house, with 91 percent of lots sold.

the same series in another number
= Geneva Watch Auction: XX Totals CHF 37 Million
  A platinum F.P. Journe resonance prototype topped Phillips' twentieth Geneva weekend at CHF
  3.9 million.
= Geneva Watch Auction: XIX Totals CHF 41 Million
  A steel Patek Philippe perpetual calendar was the leading lot at Phillips in association
  with Bacs & Russo.

the same series in another number
= Geneva Watch Auction: XX Totals CHF 37 Million
  A platinum F.P. Journe resonance prototype topped Phillips' twentieth Geneva weekend at CHF
  3.9 million.
= Phillips Watches Bring $46M in Geneva
  Every one of the 214 lots sold over two days at XIX, led by a unique Patek Philippe.

the same series in another number
= Geneva Watch Auction: XVIII Totals CHF 41.2 Million
  A Rolex Daytona 'Lemon' from a Milanese collector was the star of November's white-glove
  weekend.
= Geneva Watch Auction: XVII Totals CHF 38.6 Million
  All 214 lots sold over two days at Hôtel La Réserve, led by a Patek Philippe ref. 1518.

the same series in another number
= Important Watches Part IV at Dellamore Realizes $9 Million
  The New York house sold 212 of 230 lots on Thursday, among them a 1957 diver's watch.
= Important Watches Part V at Dellamore Realizes $8 Million
  The New York house sold 188 of 201 lots on Thursday, among them a 1962 pilot's watch.

the same series in another number
= Trade Association Holds 41st Annual Gala in New York
  The Pearl Circle honored dealer Ines Warburton and raised $400,000 for scholarships.
= Trade Association Holds 42nd Annual Gala in New York
  The Pearl Circle honored dealer Rupert Salgado and raised $450,000 for scholarships.

the same series in another month
= Gemfields: Results of Kagem High-Quality Emerald Auction, May 2024
  Sales of USD 35.0 million at an average of USD 168 per carat after viewings in Bangkok.
= Gemfields: Results of Kagem Commercial-Quality Emerald Auction, April 2024
  Sales of USD 17.4 million at an average of USD 5.33 per carat, with 34 of 37 lots sold.

the same series in another month
= De Beers Keeps Prices Stable at July Sight
  After June's deep cuts, the miner left its list unchanged and let clients refuse half their
  goods.
= De Beers Lowers Prices at June Sight
  The miner cut rough by an average of 8%, ending a year of holding firm while rivals
  discounted.

two openings of one chain
= Solène Opens in Austin
  The Brooklyn brand's tenth store, at Domain Northside, has a piercing studio and a
  permanent-jewelry bar.
= Solène Heads to Florida for Its Ninth Store
  The Brooklyn brand opened Saturday at Tampa's Brightwater with piercing rooms and a
  permanent-jewelry bar.

two openings of one chain
= Lumera Opens in Louisville
  Store No. 25 for the Utah bridal chain is at Mall St. Matthews, its first in Kentucky.
= Castleton Square Welcomes State's First Lumera Fine Jewelry
  The 2,800-square-foot shop opened Friday next to Apple at the Indianapolis mall with a free
  piercing event.

two openings of one chain
= Lumera Opens in Louisville
  Store No. 25 for the Utah bridal chain is at Mall St. Matthews, its first in Kentucky.
= Lumera Enters Indiana
  The Utah-based bridal chain's 22nd store is in Indianapolis and features its new design-
  your-own-ring bar.

two openings of one chain
= Hollister & Vane Opens in Dallas
  The family jeweler's new store at NorthPark has a bridal salon and a watch bar.
= Hollister & Vane Opens in Phoenix
  The family jeweler's new store at Biltmore has a bridal salon and a watch bar.

two openings of one chain (3 days apart)
= Maison Orsay Unveils Milan Boutique
  The Paris jeweler opened on Via Montenapoleone with its Azur high jewelry on show.
= Maison Orsay Inaugurates First Madrid Boutique
  The Paris jeweler opened on Calle Serrano with its Azur high jewelry on show.

results of another quarter
= Pandora Q3 Organic Growth Hits 14%
  The Danish company raised its full-year guidance after like-for-like sales in the U.S. rose
  9%.
= Pandora Q1 Organic Growth Slows to 5%
  The Danish company held its guidance for 2025 but warned that tariffs on Thai-made goods
  could cost DKK 400 million.

results of another quarter
= Pandora Q1 Organic Growth Slows to 5%
  The Danish company held its guidance for 2025 but warned that tariffs on Thai-made goods
  could cost DKK 400 million.
= Pandora Lifts Outlook as American Shoppers Keep Buying
  Third-quarter revenue reached DKK 6.4 billion, helped by lab-grown diamonds and new charm
  designs.

results of another quarter
= Richemont Jewelry Grows 12% in Second Quarter
  Cartier's owner said sales quickened in July-September after a 9% rise in the first three
  months of its year.
= Richemont Jewelry Sales Rise 9% in First Quarter
  Cartier and Van Cleef & Arpels gained in every region but Japan in the three months to June.

results of another quarter
= Senco Gold Q2 profit slides on customs duty cut
  The Kolkata jeweller booked inventory losses in July-September despite a 31% rise in revenue
  to Rs 1,500 crore.
= Kolkata-based Senco posts ₹1,404-crore revenue in June quarter
  Old-gold exchange made up 39 per cent of first-quarter sales, and 18 showrooms will open
  this fiscal.

results of another quarter
= Kalder Group Profit Rises 8% to CHF 352 Million
  The Biel watch company reported record 2023 sales in local currency and saw strong demand in
  China.
= Kalder Group Profit Plunges 60% on China Slump
  Net income for 2024 fell to CHF 141 million as the Biel watchmaker's sales dropped below CHF
  3 billion.

results of another quarter
= Castermoor Sales Rise 4 Percent in Second Quarter
  The jewelry chain said bridal demand helped comparable sales in North America.
= Castermoor Sales Rise 6 Percent in Third Quarter
  The jewelry chain said fashion demand helped comparable sales in North America.

results of another quarter
= Castermoor Lifts Outlook After Strong Holiday Season
  The jeweler's comparable sales grew 3.1 percent as shoppers bought gold chains.
= Castermoor Second-Quarter Profit Drops on Gold Prices
  The jeweler's comparable sales fell 1.8 percent and it closed 11 stores.

a preview and its result
= 11-Carat Pink Could Fetch $14M at Christie's Geneva
  The 'Rose of Kerala' carries an estimate of $10 million to $14 million ahead of the house's
  May 14 auction.
= 11-Carat Pink Diamond Brings CHF 10.9M at Christie's Geneva
  The cushion-cut 'Rose of Kerala,' graded fancy vivid, went to an Asian private collector
  after a nine-minute contest.

a preview and its result
= 11-Carat Pink Could Fetch $14M at Christie's Geneva
  The 'Rose of Kerala' carries an estimate of $10 million to $14 million ahead of the house's
  May 14 auction.
= Genève : un diamant rose adjugé près de 11 millions de francs
  La « Rose of Kerala », pierre de 11 carats, était la vedette de la vente de Christie's mardi
  soir.

a preview and its result
= Bonhams Hong Kong to Offer 4.12-Ct. Kimberley Dawn Pink
  The Argyle diamond carries an estimate of $7.7 million to $10 million and tours Singapore
  and Taipei first.
= Vivid Pink Brings $9.96M at Bonhams Hong Kong
  The 4.12-carat cushion named the Kimberley Dawn came from one of the last Argyle tenders.

a preview and its result
= Kilkenny sapphire ring to lead Adam's Christmas jewellery auction
  The Kashmir stone goes on view on Friday in Dublin and could bring up to €200,000 next week.
= Bidding war over biscuit-tin sapphire
  A 9.2ct unheated Kashmir stone kept in a tin in Kilkenny went to a Geneva dealer at Adam's.

a preview and its result
= 9-Carat Burmese Ruby to Lead Halbrook's Geneva Sale
  The Crimson Tide is estimated to fetch $5 million to $7 million on May 12.
= 9-Carat Burmese Ruby Sells for $6.1 Million at Halbrook
  The Crimson Tide went to a private collector after a six-minute bidding war in Geneva.

agreed and completed
= Tressaud Closes Halvorsen & Lund Purchase
  Four months after the agreement was signed, regulators cleared the deal and the Danish label
  formally changed hands Monday.
= Halvorsen & Lund's Founders Cash Out in $92 Million Sale
  The buyer, Paris-based Tressaud, plans to open 20 American shops for the silver label by
  2027.

agreed and completed
= New Owner Completes Orloff Acquisition
  Keller Capital closed its purchase of the egg maker last week and appointed a new board.
= Zambezi Gems Sells Orloff for $50 Million
  Tech investor Sam Keller's fund is acquiring the egg maker, freeing cash for ruby mining.

agreed and completed
= Siam Goldcraft closes Lund & Vester acquisition
  Danish competition clearance came last week, and the first four Siam appointees have joined
  the Aarhus board.
= Siam Goldcraft Adds a Danish House to Its Stable
  The Bangkok manufacturer is paying $48 million for Lund & Vester, the biggest purchase in
  its 31-year history.

agreed and completed
= Wexcombe to Acquire Pearl House Marisande
  The London jeweler will pay $120 million for the Kobe company, it said on Monday.
= Wexcombe Completes Marisande Acquisition
  The London jeweler now owns the Kobe pearl company, whose founder leaves the board.

talks and agreement
= Zambezi Gems Puts Orloff Up for Review
  The ruby miner said it would consider selling the egg maker to shore up its finances.
= Zambezi Gems Sells Orloff for $50 Million
  Tech investor Sam Keller's fund is acquiring the egg maker, freeing cash for ruby mining.

a robbery and an arrest
= Two Arrested in August Fresno Jewelry Store Ramming
  Detectives traced chains taken from Aram & Sons to a Bakersfield pawnshop three months after
  the break-in.
= Thieves Ram Truck Into Fresno Jewelry Store
  Police said four masked men used a stolen pickup to break into Aram & Sons early Sunday,
  fleeing within three minutes.

a robbery and an arrest
= Three teens arrested in Nordahl Jewelers heist
  Moorhead police found a dozen Rolex watches in a storage unit ten weeks after the Fargo
  robbery.
= $300,000 in Rolexes and diamonds gone after Fargo sledgehammer heist
  The stolen pickup used at Nordahl Jewelers was found burning near Mapleton on Tuesday
  morning.

a robbery and an arrest
= Deux hommes arrêtés pour le vol des bijoux de Compiègne
  L'un d'eux s'apprêtait à quitter la France, une semaine après le casse du château.
= Empress Eugénie's Jewels Among Compiègne Haul
  A tiara and brooch were taken in Sunday's raid on the French palace museum, while a crown
  was dropped outside.

a robbery and an arrest
= Armed Gang Robs Penhallow Jewelers in Leeds
  Four men with hammers took watches worth £300,000 on Tuesday morning.
= Four Arrested Over Penhallow Jewelers Robbery in Leeds
  Police found watches and hammers in a garage in Bradford.

a robbery and a sentence
= Man Gets Nine Years for Fresno Jewelry Store Ramming
  The 27-year-old driver pleaded guilty to burglary and vehicle theft in the 2024 Aram & Sons
  case.
= Thieves Ram Truck Into Fresno Jewelry Store
  Police said four masked men used a stolen pickup to break into Aram & Sons early Sunday,
  fleeing within three minutes.

a robbery and a sentence
= Moped Robbers Jailed for Hatton Garden Watch Raid
  Two men received 12 and 14 years at Southwark for the December attack on Kingsley & Roe.
= Daylight Heist at London's Hatton Garden
  Two men on mopeds escaped with watches worth £1.5 million from dealer Kingsley & Roe.

a robbery and a sentence
= Ringleader in Nordahl Jewelers robbery gets eight years
  A Cass County judge sentenced the 19-year-old Monday and ordered $212,000 restitution to the
  Fargo store.
= Masked men smash cases at Fargo jeweler, flee in stolen pickup
  Police say three suspects used sledgehammers at Nordahl Jewelers on 45th Street just before
  closing Monday.

an arrest and a sentence
= 'He prayed with us, then robbed us': gold fraudster sentenced to 12 years
  Nine victims of Crown Gold's Armen Sarkis addressed the court before the Fresno judge
  ordered $19.4 million in restitution.
= Church friends trusted him with their savings. Feds call it a fraud
  Armen Sarkis, owner of Crown Gold on Shaw Avenue, was arrested Thursday on 14 counts.

an arrest and a sentence
= Sarkis Gets 12 Years for Crown Gold Ponzi Scheme
  The former Fresno jeweler, who pleaded guilty last summer, must also repay his victims $19.4
  million.
= Fresno Jeweler Charged With Running $23 Million Ponzi Scheme
  Armen Sarkis promised investors 18 percent returns on bulk gold purchases that never
  happened, an indictment says.

an arrest and a sentence
= Police Charge Bradford Man Over Penhallow Jewelers Raid
  Dean Askwith, 29, was arrested in a garage where officers found watches.
= Penhallow Jewelers Raider Sentenced to Seven Years
  Dean Askwith, 29, pleaded guilty at Leeds Crown Court to his part in the raid.

bankruptcy filed and over
= Lorman Jewelers Exits Bankruptcy With New Owner
  A judge in Delaware approved the sale of 38 remaining stores to private equity firm Grayling
  Partners.
= Lorman Jewelers Files for Chapter 11
  The 62-store Midwest chain listed liabilities of $50 million to $100 million in its Delaware
  petition.

a stop and a restart
= Gahcho Kué to Resume Mining at Tuzo Next Spring
  Fifteen months after it idled the pit, the operator said rough prices had firmed enough to
  bring back 120 staff.
= Gahcho Kué Partner Halts Output at Tuzo Pit
  The Canadian diamond operation will idle 180 workers as low prices make the pit
  unprofitable.

a stop and a restart
= Colombia's San Isidro Emerald Mine Restarts
  The Boyacá site resumed work after a safety overhaul that took more than twice the original
  90-day suspension.
= Three killed in flooded Colombian emerald mine
  Rescuers recovered the last body on Sunday at San Isidro in Maripí, and the mining agency
  suspended operations.

a suit and a verdict
= Jury Sides With Tova Halpern in Snake Ring Case
  Zuri Zone must pay $640,000, jurors in Manhattan decided after a four-day trial over the
  Nahash design.
= Designer Sues Fast-Fashion Chain Over Snake Ring
  Brooklyn's Tova Halpern says Zuri Zone copied her copyrighted Nahash design and sold it for
  $7.99.

a departure and an appointment
= Verlaine Names Philippe Dorsan CEO
  The former banker will take charge of the Place Vendôme high jeweler in January 2011.
= Philippe Dorsan to Leave Verlaine
  The longtime chief will hand the high jeweler to Claire Aubertin, its first woman in the
  post.

a departure and an appointment
= Hanna Osei steps down as Fielding & Rowe chief executive
  She leaves after two and a half years, and the chain's finance director takes over until a
  successor is found.
= Osei to succeed Rowe at helm of Cheshire jewellery group
  Peter Rowe will become non-executive chairman after 19 years running the Knutsford-based
  family retailer.

a departure and an appointment
= Wexcombe Chief Executive Aldous Pym Steps Down
  He leaves the London jeweler in June after nine years.
= Wexcombe Names Petra Lindqvist Chief Executive
  She takes the helm of the London jeweler in June.

a guide
= How to Protect Yourself When a Retailer Goes Bankrupt
  Attorneys explain memo agreements and UCC filings for vendors in the wake of Lorman and
  other failures.
= Lorman Jewelers Files for Chapter 11
  The 62-store Midwest chain listed liabilities of $50 million to $100 million in its Delaware
  petition.

a guide
= How to Protect Yourself When a Retailer Goes Bankrupt
  Attorneys explain memo agreements and UCC filings for vendors in the wake of Lorman and
  other failures.
= What Lorman's Bankruptcy Says About the Mall Jeweler
  Monday's Chapter 11 filing by the Indianapolis chain was years in the making, and its
  vendors should have seen it coming.

a guide
= Pigeon Blood, Royal Blue, Padparadscha: A Short History of Gem Color Names
  From Burmese folklore to modern laboratory memos, where the words on ruby and sapphire
  reports came from.
= German Lab Drops 'Pigeon Blood' From Ruby Reports
  The DSEF in Idar-Oberstein says trade color names mislead buyers and will stop on January 1.

a guide
= A Retailer's Guide to Advertising Lab-Grown Diamonds
  Which words the FTC permits, where disclosures must appear and how to train the sales floor.
= FTC Warns Seven Lab-Grown Sellers Over Ads
  The agency's letters say the companies called their stones 'diamonds' without disclosing
  that they were grown in laboratories.

a guide
= How to Talk to Clients About the New Thai Tariff
  Five things to tell shoppers when rings from Bangkok cost 18 percent more.
= Thai Jewelry Hit With 18 Percent Tariff
  The White House order covers rings and chains made in Bangkok from April 20.

a guide
= Explainer: What the Marisande Insolvency Means for Suppliers
  Lawyers say pearl farmers that shipped goods to the Kobe company should file claims by July.
= Pearl House Marisande Files for Insolvency
  The Kobe company owes its pearl farmers about $40 million, court papers show.

another stone
= 2,088-Carat Diamond Unearthed in Botswana
  Lucara said the Karowe find dwarfs the 1,231-carat rough it recovered there in June.
= Lucara Finds 1,231-Carat Diamond at Karowe
  It is the eighth stone of more than 1,000 carats recovered at the Botswana mine.

another stone
= Texas Firefighter Finds 2.95-Carat White Diamond at Crater of Diamonds
  His Ladder 9 Diamond is the second-largest registered this year, behind a teacher's
  3.81-carat Recess Diamond.
= Minnesota Teacher Finds 3.81-Carat Brown Diamond at Crater of Diamonds
  Julia Berg named the pea-sized gem the Recess Diamond after surface searching in
  Murfreesboro.

another stone
= Lunda Sul Mine Yields 145-Carat White Diamond
  Angolan operator Catoqua said the stone is its fourth above 100 carats.
= Lunda Sul Mine Yields 203-Carat White Diamond
  Angolan operator Catoqua said the stone is its fifth above 100 carats.

another stone
= 12-Carat Padparadscha Sets Record at Dellamore
  The Ceylon sapphire ring sold for $1.9 million in New York.
= 7.5-Carat Padparadscha Sells at Dellamore
  The Ceylon sapphire ring sold for $890,000 in New York.

another deal of the same buyer
= Tressaud Snaps Up Vicenza Chain Maker Orafa Berti
  It is the French group's second purchase of the year after Halvorsen & Lund and gives it its
  first Italian factory.
= Halvorsen & Lund's Founders Cash Out in $92 Million Sale
  The buyer, Paris-based Tressaud, plans to open 20 American shops for the silver label by
  2027.

another deal of the same buyer
= Siam Goldcraft Buys Portuguese Filigree Maker
  The Thai group's second European purchase, after Denmark's Lund & Vester, is 40-employee
  Ourivesaria Gondomar near Porto.
= Listed gold maker to spend B1.7bn on Scandinavian silver brand
  Siam Goldcraft wants its own retail label in Europe and will fund the Lund & Vester deal
  from cash and loans.

the same series in another city
= Halbrook Magnificent Jewels Totals $42 Million in Geneva
  The May auction was led by a Burmese ruby ring that sold for $6.1 million.
= Halbrook Magnificent Jewels Totals $38 Million in Hong Kong
  The May auction was led by a jadeite necklace that sold for $7.7 million.

agreed and called off
= Wexcombe Agrees to Buy Pearl House Marisande
  The London jeweler will pay $120 million for the Kobe company, it said on Monday.
= Wexcombe Walks Away From Marisande Deal
  The London jeweler terminated the agreement after the Kobe company's accounts were
  questioned.

two robberies in two cities
= Smash-and-Grab at Quillmark Jewelers in Houston
  Masked thieves stole gold chains from the Galleria store on Friday night.
= Smash-and-Grab at Quillmark Jewelers in Atlanta
  Masked thieves stole gold chains from the Lenox store on Friday night.

another person
= Gem Dealer Orrin Talvace Dies at 84
  The Tucson pioneer brought Montana sapphires to American jewelers.
= Gem Dealer Beata Holmqvist Dies at 79
  The Tucson pioneer brought Swedish enamel to American jewelers.

another person
= Watchmaker Silvan Egloff Has Died
  He restored tower clocks in Bern for 40 years and taught at the school in Grenchen.
= Watchmaker Marcelle Quidort Has Died
  She restored tower clocks in Bern for 30 years and wrote two books on enamel.

another person
= Remembering Orrin Talvace
  Colleagues recall the Montana sapphire dealer's humor and his hats.
= Remembering Dessa Kilbride
  Colleagues recall the Oregon sunstone dealer's humor and her maps.

another power's sanctions
= EU Sanctions Russian Diamond Miner Sakhara
  Brussels added the Yakutsk company and its chief executive to its list on Monday.
= UK Sanctions Russian Diamond Miner Sakhara
  London added the Yakutsk company and two subsidiaries to its list on Monday.

another power's sanctions (4 days apart)
= U.S. Imposes Sanctions on Dubai Gold Refiner Al Zahrani
  The Treasury said the refiner bought conflict gold from Sudan.
= Canada Imposes Sanctions on Dubai Gold Refiner Al Zahrani
  The foreign ministry said the refiner bought conflict gold from Sudan.

another power's sanctions
= Switzerland Bans Imports of Russian Gem Diamonds
  Bern follows its neighbors with an embargo on stones above half a carat.
= Japan Bans Imports of Russian Gem Diamonds
  Tokyo follows its allies with an embargo on stones above half a carat.

a shortlist and a winner
= Shortlist Announced for the Ashgrove Prize for Young Goldsmiths
  Six finalists, among them Tamsin Orde of Sheffield, will show at the hall in London.
= Tamsin Orde Wins the Ashgrove Prize for Young Goldsmiths
  The Sheffield silversmith was honored for a collar of woven titanium.
""")

# One event each, that the judge does not know for one yet: where it does, move them up.
MISSED = _pairs("""
a quoted headline
= Taft Museum opens show of mourning jewelry woven from hair
  Ninety brooches, watch chains and wreaths go on view in Cincinnati until May 28.
= 'Strands of Memory' at the Taft is creepy, tender and worth your time
  Two hundred years of dead people's hair, braided into bracelets, makes a surprisingly moving
  afternoon.

a quoted headline
= Owner speaks out after south Fargo robbery: 'They were kids'
  Kari Nordahl hid in the back office with two customers while hammers fell on the showcases.
= Masked men smash cases at Fargo jeweler, flee in stolen pickup
  Police say three suspects used sledgehammers at Nordahl Jewelers on 45th Street just before
  closing Monday.

a quoted headline
= Thieves Ram Truck Into Fresno Jewelry Store
  Police said four masked men used a stolen pickup to break into Aram & Sons early Sunday,
  fleeing within three minutes.
= 'They Took Everything My Father Built,' Says Fresno Jeweler
  Levon Aram described finding a pickup truck parked in his showroom and the chain cases
  emptied.

disjoint titles on one takeover
= Halvorsen & Lund's Founders Cash Out in $92 Million Sale
  The buyer, Paris-based Tressaud, plans to open 20 American shops for the silver label by
  2027.
= Copenhagen silver brand gets a Parisian owner
  Halvorsen & Lund, known for its twisted bangles, will keep its workshop and 140 staff under
  new parent Tressaud.

disjoint titles on one takeover (0 days apart)
= Famed Egg Maker Changes Hands
  Maison Orloff goes to Keller Capital in a $50 million transaction expected to close this
  month.
= Ruby Miner Offloads Luxury Jewelry House
  Zambezi Gems, owner since 2013, said the Orloff sale would strengthen its balance sheet.

a departure that names the successor
= Philippe Dorsan to Leave Verlaine
  The longtime chief will hand the high jeweler to Claire Aubertin, its first woman in the
  post.
= Maison Verlaine Names Claire Aubertin CEO
  The former Chaumet executive takes over on March 1 from Philippe Dorsan, who is retiring
  after 14 years.

results by other figures
= Kalder-Gewinn bricht um 60 Prozent ein
  Der Bieler Uhrenkonzern leidet unter der Nachfrageschwäche in China und kürzt die Dividende.
= Kalder Group Profit Plunges 60% on China Slump
  Net income for 2024 fell to CHF 141 million as the Biel watchmaker's sales dropped below CHF
  3 billion.

two titles on one price rise
= Your Next Love Bracelet Just Got More Expensive
  A mid-May list change by Cartier added $400 to the classic gold bangle in America.
= Cartier Raises U.S. Prices by About 5%
  Love and Juste un Clou bracelets in gold went up most, clients said, with steel watches
  rising less.

amounts in two currencies (1 days apart)
= Kimberley Dawn diamond goes for HK$78 million in Admiralty auction
  Bonhams said three phone bidders chased the 4.12-carat vivid pink past its HK$60 million low
  estimate.
= Argyle pink diamond sells for nearly $10 million US
  WA-mined Kimberley Dawn found a private Asian buyer after eight minutes of bidding in Hong
  Kong.

amounts in two currencies
= Bidding war over biscuit-tin sapphire
  A 9.2ct unheated Kashmir stone kept in a tin in Kilkenny went to a Geneva dealer at Adam's.
= Irish Family's Sapphire Fetches $820,000, Quadruple Its Estimate
  The Kashmir-origin ring led the Fine Jewellery auction at Adam's on St Stephen's Green,
  where 88% of lots sold.

another language
= Robbers Take Imperial Jewels From Compiègne Palace
  Four men used a basket lift to reach a window and left with eight 19th-century pieces.
= Le château de Compiègne cambriolé en sept minutes
  Les voleurs ont emporté huit bijoux, dont un collier de saphirs de l'impératrice Eugénie.

another language
= ジュネーブで11カラットのピンクダイヤ落札、約18億円
  クリスティーズの競売で「ローズ・オブ・ケララ」をアジアの個人収集家が落札した。
= 11-Carat Pink Diamond Brings CHF 10.9M at Christie's Geneva
  The cushion-cut 'Rose of Kerala,' graded fancy vivid, went to an Asian private collector
  after a nine-minute contest.

another language (0 days apart)
= Smykkefirma fra Aarhus får thailandsk ejer
  Lund & Vester med 210 ansatte bliver solgt til Siam Goldcraft, men hovedkontoret bliver i
  byen.
= Listed gold maker to spend B1.7bn on Scandinavian silver brand
  Siam Goldcraft wants its own retail label in Europe and will fund the Lund & Vester deal
  from cash and loans.

another language
= Belgian Police Arrest Four Over E19 Diamond Robbery
  Officers in Charleroi recovered some of the parcels taken from the armored van near Mechelen
  in January.
= Braquage de l'E19 : quatre suspects arrêtés à Charleroi
  Près de quatre mois après l'attaque du fourgon de diamants, une partie du butin a été
  retrouvée.

an opinion on the news
= Castell Jewelers Faces Class Action
  A Cleveland pension fund accuses the mall retailer of misleading the market about unsold
  holiday goods.
= Castell Sued by Investor Over Inventory Disclosures
  The proposed class action in Ohio federal court covers stock bought between May 2023 and
  January 2025.
""")
