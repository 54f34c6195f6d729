"""Names of places as people say them: cities that no zone is named for, cities whose zone's name
does not tell the country, states, countries with one clock, and the usual names of clocks. What a
sentence around them means is `places.py`.

A line is: zones | country | jurisdiction | names. A state that two zones share has both, the one
with more people first (49 CFR part 71; tz database)."""

PLACES = """
America/New_York|US||eastern,eastern time,est,edt,et,east coast
America/Chicago|US||central time,cst,cdt,ct
America/Denver|US||mountain,mountain time,mst,mdt,mt
America/Los_Angeles|US||pacific,pacific time,pst,pdt,pt,west coast
America/Anchorage|US|US-AK|anchorage,alaska,alaska time
Pacific/Honolulu|US|US-HI|honolulu,hawaii,maui,hawaii time
America/New_York|US|US-NY|new york,nyc,new york city,new york state,manhattan,brooklyn,buffalo
America/New_York|US|US-MA|boston,massachusetts
America/New_York|US|US-PA|philadelphia,philly,pittsburgh,pennsylvania
America/New_York|US|US-DC|washington dc,washington d.c.,dc
America/New_York|US|US-GA|atlanta,savannah
America/New_York|US|US-FL|miami,orlando,tampa,jacksonville,fort lauderdale
America/New_York|US|US-NC|charlotte,raleigh,durham,north carolina
America/New_York|US|US-SC|charleston,south carolina
America/New_York|US|US-OH|columbus,cleveland,cincinnati,ohio
America/New_York|US|US-MD|baltimore,maryland
America/New_York|US|US-VA|richmond,virginia
America/New_York|US|US-NJ|newark,new jersey,jersey city
America/New_York|US|US-CT|hartford,connecticut
America/New_York|US|US-RI|providence,rhode island
America/New_York|US|US-VT|vermont,burlington
America/New_York|US|US-NH|new hampshire
America/New_York|US|US-ME|maine
America/Detroit|US|US-MI|detroit,ann arbor,grand rapids
America/Kentucky/Louisville|US|US-KY|louisville,lexington
America/Indiana/Indianapolis|US|US-IN|indianapolis
America/Chicago|US|US-TN|nashville,memphis
America/New_York|US|US-TN|knoxville
America/Chicago|US|US-IL|chicago,illinois
America/Chicago|US|US-TX|houston,dallas,austin,san antonio,fort worth
America/Denver|US|US-TX|el paso
America/Chicago|US|US-MN|minneapolis,saint paul,st paul,st. paul,minnesota
America/Chicago|US|US-WI|milwaukee,wisconsin
America/Chicago|US|US-MO|st louis,st. louis,saint louis,missouri
America/Chicago|US|US-LA|new orleans,louisiana,baton rouge
America/Chicago|US|US-AL|alabama,huntsville,montgomery
America/Chicago|US|US-AR|arkansas,little rock
America/Chicago|US|US-MS|mississippi
America/Chicago|US|US-OK|oklahoma,oklahoma city,tulsa
America/Chicago|US|US-IA|iowa,des moines
America/Chicago|US|US-NE|omaha
America/Denver|US|US-CO|denver,boulder,colorado,colorado springs
America/Denver|US|US-UT|salt lake city,utah
America/Denver|US|US-NM|albuquerque,santa fe,new mexico
America/Denver|US|US-MT|montana
America/Denver|US|US-WY|wyoming
America/Boise|US|US-ID|boise
America/Phoenix|US|US-AZ|phoenix,tucson,scottsdale
America/Los_Angeles|US|US-CA|los angeles,san francisco,san diego,san jose,sacramento,oakland
America/Los_Angeles|US|US-CA|california,bay area,silicon valley
America/Los_Angeles|US|US-WA|seattle,tacoma,spokane,washington state
America/Los_Angeles|US|US-NV|las vegas,vegas,reno
America/Los_Angeles|US|US-OR|eugene
America/New_York|US|US-DE|delaware
America/New_York|US|US-WV|west virginia
America/New_York America/Chicago|US|US-FL|florida
America/New_York America/Chicago|US|US-IN|indiana
America/New_York America/Chicago|US|US-KY|kentucky
America/New_York America/Chicago|US|US-MI|michigan
America/Chicago America/New_York|US|US-TN|tennessee
America/Chicago America/Denver|US|US-TX|texas
America/Chicago America/Denver|US|US-KS|kansas
America/Chicago America/Denver|US|US-NE|nebraska
America/Chicago America/Denver|US|US-ND|north dakota
America/Chicago America/Denver|US|US-SD|south dakota
America/Phoenix America/Denver|US|US-AZ|arizona
America/Los_Angeles America/Denver|US|US-NV|nevada
America/Los_Angeles America/Boise|US|US-OR|oregon
America/Boise America/Los_Angeles|US|US-ID|idaho
America/Toronto America/Winnipeg|CA|CA-ON|ontario
America/Toronto America/Halifax|CA|CA-QC|quebec,québec
America/Vancouver America/Edmonton|CA|CA-BC|british columbia
America/Regina America/Edmonton|CA|CA-SK|saskatchewan
America/Halifax|CA|CA-NB|new brunswick
America/Halifax|CA|CA-NS|halifax,nova scotia,atlantic time
America/St_Johns|CA|CA-NL|st johns,st. johns,st john's,newfoundland
America/Toronto|CA|CA-ON|toronto,ottawa,mississauga
America/Toronto|CA|CA-QC|montreal,montréal,quebec city
America/Winnipeg|CA|CA-MB|winnipeg,manitoba
America/Regina|CA|CA-SK|regina,saskatoon
America/Edmonton|CA|CA-AB|edmonton,calgary,alberta
America/Vancouver|CA|CA-BC|vancouver
America/Mexico_City|MX||mexico city
America/Bogota|CO||bogota,bogotá,medellin,colombia
America/Lima|PE||lima,peru
America/Santiago|CL||santiago
America/Argentina/Buenos_Aires|AR||buenos aires,argentina
America/Sao_Paulo|BR||sao paulo,são paulo,rio,rio de janeiro
Europe/London|GB||uk,england,scotland,wales,britain,great britain,united kingdom,gmt,bst
Europe/London|GB||london,manchester,leeds,edinburgh,glasgow,bristol,liverpool,cardiff,belfast
Europe/Dublin|IE||dublin,ireland
Europe/Paris|FR||paris,lyon,marseille,toulouse,france
Europe/Berlin|DE||berlin,munich,münchen,hamburg,frankfurt,cologne,köln,stuttgart,germany,deutschland
Europe/Vienna|AT||vienna,wien,austria
Europe/Zurich|CH||zurich,zürich,geneva,basel,bern,switzerland
Europe/Madrid|ES||madrid,valencia,seville,malaga
Europe/Lisbon|PT||lisbon,porto
Europe/Rome|IT||rome,milan,milano,roma,italy
Europe/Amsterdam|NL||amsterdam,rotterdam,the hague,utrecht,netherlands,holland
Europe/Brussels|BE||brussels,antwerp,ghent,belgium
Europe/Luxembourg|LU||luxembourg
Europe/Copenhagen|DK||copenhagen,denmark
Europe/Stockholm|SE||stockholm,gothenburg,malmö,sweden
Europe/Oslo|NO||oslo,bergen,norway
Europe/Helsinki|FI||helsinki,tampere,espoo,finland
Europe/Tallinn|EE||tallinn,estonia
Europe/Riga|LV||riga,latvia
Europe/Vilnius|LT||vilnius,lithuania
Europe/Warsaw|PL||warsaw,krakow,kraków,wroclaw,poland
Europe/Prague|CZ||prague,brno,czechia,czech republic
Europe/Bratislava|SK||bratislava,slovakia
Europe/Budapest|HU||budapest,hungary
Europe/Bucharest|RO||bucharest,cluj,romania
Europe/Sofia|BG||sofia,bulgaria
Europe/Athens|GR||athens,greece
Europe/Zagreb|HR||zagreb,croatia
Europe/Ljubljana|SI||ljubljana,slovenia
Europe/Belgrade|RS||belgrade,serbia
Europe/Kyiv|UA||kyiv,kiev
Europe/Istanbul|TR||istanbul,ankara,turkey
Asia/Jerusalem|IL||tel aviv,jerusalem,israel
Asia/Dubai|AE||dubai,abu dhabi,uae
Asia/Riyadh|SA||riyadh,saudi arabia
Asia/Qatar|QA||doha,qatar
Asia/Kolkata|IN||india,ist,mumbai,delhi,new delhi,bangalore,bengaluru,chennai,pune,kolkata
Asia/Karachi|PK||karachi,lahore,pakistan
Asia/Dhaka|BD||dhaka,bangladesh
Asia/Kathmandu|NP||kathmandu,nepal
Asia/Colombo|LK||colombo,sri lanka
Asia/Bangkok|TH||bangkok,thailand
Asia/Ho_Chi_Minh|VN||hanoi,ho chi minh city,saigon,vietnam
Asia/Singapore|SG||singapore
Asia/Kuala_Lumpur|MY||kuala lumpur
Asia/Manila|PH||manila,philippines
Asia/Hong_Kong|HK||hong kong
Asia/Shanghai|CN||shanghai,beijing,shenzhen,china
Asia/Taipei|TW||taipei,taiwan
Asia/Seoul|KR||seoul,korea,south korea
Asia/Tokyo|JP||tokyo,osaka,japan,jst
Australia/Sydney|AU|AU-NSW|sydney,canberra
Australia/Melbourne|AU|AU-VIC|melbourne
Australia/Brisbane|AU|AU-QLD|brisbane,queensland,gold coast
Australia/Adelaide|AU|AU-SA|adelaide
Australia/Sydney|AU|AU-NSW|new south wales,nsw
Australia/Adelaide|AU|AU-SA|south australia
Australia/Perth|AU|AU-WA|perth,western australia
Australia/Hobart|AU|AU-TAS|hobart,tasmania
Australia/Darwin|AU|AU-NT|darwin
Pacific/Auckland|NZ||auckland,wellington,christchurch
Africa/Johannesburg|ZA||johannesburg,cape town,durban,south africa
Africa/Lagos|NG||lagos,abuja,nigeria
Africa/Nairobi|KE||nairobi,kenya
Africa/Cairo|EG||cairo,egypt
Africa/Casablanca|MA||casablanca,morocco
Africa/Accra|GH||accra,ghana
UTC|||utc
Europe/Paris|||cet,cest
Europe/Athens|||eet,eest
"""
