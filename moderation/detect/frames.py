"""The words around a name: who is spoken of, called, greeted, quoted, introduced."""

from __future__ import annotations


def _set(row: str) -> frozenset[str]:
    return frozenset(row.split())


#: Before a name, but before things too: they say little for a word that is also a name.
SOCIAL_THIN = frozenset("untuk buat dari ke soal tentang dan & to from by about for of between than like thank dengan kayak".split())
ABBREVIATED = frozenset("dr drg prof h hj ir mr mrs ms st bpk sdr sdri ny tn pdt rev kh ust tgk rr r pak bu".split())
#: Said to somebody: lower case behind an honorific they are no name.
VERY_WORDY = frozenset(
    "sabar setia tulus indah bagus suci jujur teguh mulia jaga sayang kasih cinta rindu makmur jaya untung mujur mau sedih restu ikhlas selamat bangkit riang damai berkah "
    "murni cahaya bunga fajar angin hujan mawar melati iman nur rahmat wahyu satria setya kurnia bintang lega sakti tari harum manis dewi putra putri ratu raja sultan pangeran kartika surya".split()
)
SPEECH = frozenset("said told asked says tells asks called texted thinks bilang nelpon ngajak nanya nyuruh ngomong cerita mukul ngechat chat nikah meninggal selingkuh mutusin ngebully ngatain".split())
#: Before a name, never part of it. The second row also means other things.
HONORIFICS = _set(
    "pak bpk pa bu mas mbak mba mbk kak kk bang bg om tante tan oom pakde bude pakdhe budhe paklek bulek bapauda inanguda amangboru namboru nantulang "
    "ustadz ustad ustaz ustadzah ustazah kiai kyai kiyai romo pastor suster bruder pendeta pdt dr drg prof haji hajah hj ko koh ci cici cece oma opa opung mak "
    "mbah mbok simbah simbok eyang nenek kakek abah ambu uwak bibi bik paman bli gek datuk lae eda abang kakak adik adek dek dik teh "
    "mr mrs ms miss doctor nurse aunt auntie aunty uncle grandma grandpa reverend rev coach professor "
    "kang teteh aa mang tuan nyonya ny sdr sdri saudara saudari ibu bapak dokter psikolog lurah akang nduk cak yuk bapa pace mace kaka uni uda nana"
)
WEAK_HONORIFICS = _set("dokter psikolog doctor nurse ibu bapak kakak adik adek opa oma nenek kakek eyang mbah saudara saudari professor coach paman bibi teh mas bang uni uda ko ci pa om aa kaka mang bi tan cak yuk mak nana neng le ms dek dik tulang h kk")
AFTER_TITLE = _set(
    "guru bos boss dokter psikolog psikiater admin min mimin haji kos kost kontrakan rt rw dosen kepala lurah camat polisi satpam ustadz sopir driver ojol penjual warung "
    "haji hajah prof dr sekalian semua semuanya pacar mantan ipar mertua tiri kandung angkat sulung bungsu tingkat kelas senior junior sepupu tetangga temen teman mentor hrd crush kakung putri uti cantik ganteng baik muda tua besar kecil gede cilik"
)
RELATIONS = _set(
    "temenku temanku temen teman istriku suamiku istri suami anakku anaknya adikku adekku kakakku kakaku mbakku masku abangku pacarku mantanku mantan pacar sahabatku sahabat bestie "
    "bestieku sepupuku sepupu bosku bos atasanku tetanggaku tetangga keponakanku ponakanku ponakan cucuku pamanku tanteku omku iparku mertuaku menantuku tunanganku gebetanku crushku guruku "
    "dosenku dospemku dosbingku psikologku psikiaterku terapisku dokterku seniorku juniorku rekanku roommate roommateku papaku mamaku bapakku ibuku ayahku bapaknya ibunya putriku putraku "
    "anak adik adek kakak putri putra sulung bungsu kembaranku kembaran "
    "sister brother daughter son friend bestfriend bff boyfriend girlfriend husband wife ex partner fiance fiancee cousin niece nephew mother father mom mum dad boss manager coworker colleague "
    "flatmate housemate neighbor neighbour therapist counsellor counselor psychiatrist psychologist teacher stepdad stepmom stepfather stepmother grandmother grandfather grandson granddaughter twin crush "
    "supervisor mentor landlord landlady ex-husband guy girl baby toddler"
)
KIN_AFTER = RELATIONS | _set("simbokku mbokku mbahku nenekku kakekku eyangku bapak ibu my mantannya pacarnya istrinya suaminya anaknya temennya sahabatnya orang bosnya")
NAMED = _set("namanya nama namaku namamu bernama dipanggil manggil panggil panggilanku panggilannya sebut named called name names nicknamed inisialnya inisial")
SOCIAL = _set(
    "sama ama bareng dengan dgn kata katanya kt chat ngechat nge-chat wa telpon nelpon dm ketemu temuin liat bilang dari ke buat untuk tanya nanya cerita ceritain curhat pacaran jadian putus balikan nikah "
    "tiap gara2 kayak kangen benci sayang cinta inget ingat kenal nunggu ninggalin jauhin bantuin jemput anter nemenin dan & soal tentang maafin makasih thanks thx "
    "told tell with and to from by about for miss love hate saw met meet see asked ask called texted text call dated dating married marry divorced like between of than remember forgive trust knows know thank "
    "guys everyone halo hai hi hello hey hei woy woi oi oy hoi dear yo bro sis gais eh maaf sorry plis please pls semangat sabar selamat congrats happy rip welcome makasiiih buat birthday ultah"
)
GREETINGS = _set("halo hai hi hello hey hei woy woi oi oy hoi dear yo maaf sorry makasih thanks thx semangat selamat congrats rip welcome hy hallo helo alo hay thank")
INTROS = _set("aku saya gue gw gua im i'm sy ak beta ambo awak abdi kulo ane")
PRESENTED = _set("perkenalkan kenalin kenalkan kenalan introduce panggil sebut")
SAYS = _set(
    "bilang ngajak nanya ngomong cerita nyuruh marah nelpon chat bales balas ngechat nikah pergi ninggalin dateng datang meninggal pulang minta ngasih ngebully ngatain bohong selingkuh mutusin "
    "nge nyakitin mukul teriak nangis ketawa tau tahu pernah udah sudah lagi masih selalu suka sering mulai bisa ga gak nggak mau malah dulu itu tuh mah yang yg jalan kerja punya ikut nanyain curhat berhenti hilang "
    "bantu bantuin nemenin maksa nuduh kabur sakit masuk keluar jadi ngilang ngeghosting ghosting blokir ngeblok lahir dirawat kecelakaan de pu kasih nyuekin ngejauh "
    "said says told tells asked asks thinks thought wants wanted is was has had hasn't isn't wasn't left died moved called texted keeps kept never always still just got gets came comes went goes doesn't didn't won't "
    "would made makes cried laughed passed loves hates knew knows used needs helped helps hurt hit yelled cheated ghosted blocked and ping"
)
VOCATIVE = _set("you u ur your kamu km lo lu elu loe jangan jgn please pls tolong plis sabar semangat makasih thanks maaf sorry kenapa kok gimana apa udah ayo yuk bales balas reply if where how why don't dont can")
MEDIA = _set(
    "lagu lagunya konser nonton film filmnya buku bukunya novel novelnya karya baca album podcast podcastnya band drakor drama serial penyanyi penulis aktor artis penyair musik playlist dengerin denger "
    "song songs concert singer author poem poet movie film book novel album by listening listen reading read watching watched series episode quote kutipan menurut tokoh karakter anime manga character actor actress "
    "soundtrack lirik lyrics sinetron ceramah ceramahnya kajian streaming youtuber komika idol bias fans fandom puisi puisinya cerpen"
)
HOLY = _set("nabi rasul rasulullah santo santa st saint bunda dewa dewi sang tuhan hyang prophet lord rabbi buddha sunan malaikat syekh khalifah sayyidina sayidina")
NOT_AFTER = _set(
    "jalan jl jln gunung pantai kota bandara stasiun terminal pasar mall mal taman pulau danau sungai desa kecamatan kelurahan hotel toko rokok kopi obat merk merek produk hari bahasa suku putri-malu kapal "
    "terapi metode skala tes test teori sindrom syndrome hukum efek bunga pohon minyak sabun teh kebun masakan menu rm rumah-makan pt cv sma smp sd smk kampus universitas klinik rs rsud puskesmas masjid gereja bank "
    "street mount lake river hotel airport theory syndrome disease scale brand club fc team"
)
PETS = _set("kucingku kucing anjingku anjing hamsterku hamster kelinciku kelinci ikanku ikan burungku burung puppy kitten cat dog meong mpus anabul peliharaanku bunny rabbit parrot boneka bonekaku")
PREFIXES = _set(
    "raden rr teuku cut tengku andi daeng ida bagus ayu anak agung gusti dewa desak cokorda tubagus ratu nyimas siti nur nurul muhammad muhamad mohammad mohamad moh muh mhd abdul abdurrahman "
    "baso besse becce la wa wayan made nyoman ketut putu kadek komang gede luh nengah ngurah van von de al el bin binti"
)
BALINESE = _set("made wayan nyoman ketut kadek komang putu gede luh gusti nengah dewa ayu komang kade")
JOINTS = _set("al el bin binti bt van de von der den da dos del la ibn abu as an ar st mc mac o thi")
