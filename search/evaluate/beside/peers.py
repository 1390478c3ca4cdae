"""Holds SQLite's FTS5 or Xapian for the command beside: builds the index, then asks a round for each line it is given."""
import json
import os
import re
import resource
import shutil
import sys
import time

engine, folder = sys.argv[1], sys.argv[2]
place = os.path.join(folder, engine)
shutil.rmtree(place, ignore_errors=True)
os.makedirs(place)


def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime


def lines(name):
    with open(os.path.join(folder, name + ".jsonl"), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def size():
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(place) for f in fs)


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def say(what):
    print(json.dumps(what), flush=True)


def words(q):
    return re.findall(r"[\w\u0900-\u0d7f]+", q)


class FTS5:
    def build(self, docs):
        import sqlite3
        self.path = os.path.join(place, "fts.db")
        self.db = sqlite3.connect(self.path)
        self.db.execute("""create virtual table t using fts5(title, body,
            tokenize="porter unicode61 remove_diacritics 1 categories 'L* N* Co Mn Mc'")""")
        with self.db:
            self.db.executemany("insert into t values (?, ?)", ((d["Title"], d["Text"]) for d in docs))
        self.db.execute("insert into t(t) values ('optimize')")
        self.db.commit()
        self.db.close()

    def open(self):
        import sqlite3
        self.db = sqlite3.connect(self.path)
        self.db.execute("select count(*) from sqlite_master").fetchall()

    def ask(self, q, lang):
        match = " OR ".join('"%s"' % w for w in words(q))
        if not match:
            return
        self.db.execute("""select rowid, title, snippet(t, 1, '<mark>', '</mark>', '…', 32) from t
            where t match ? order by rank limit 10""", (match,)).fetchall()


class Xapian:
    def build(self, docs):
        import xapian
        self.x = xapian
        db = xapian.WritableDatabase(os.path.join(place, "db"), xapian.DB_CREATE_OR_OVERWRITE)
        generator = xapian.TermGenerator()
        english = xapian.Stem("en")
        for d in docs:
            doc = xapian.Document()
            generator.set_document(doc)
            generator.set_stemmer(english if d["Lang"] == "en" else xapian.Stem("none"))
            generator.index_text(d["Title"])
            generator.increase_termpos()
            generator.index_text(d["Text"])
            doc.set_data(d["Text"])
            db.add_document(doc)
        db.commit()
        db.close()

    def open(self):
        self.db = self.x.Database(os.path.join(place, "db"))
        self.stem = {"en": self.x.Stem("en")}
        self.none = self.x.Stem("none")

    def ask(self, q, lang):
        parser = self.x.QueryParser()
        parser.set_database(self.db)
        stem = self.stem.get(lang, self.none)
        parser.set_stemmer(stem)
        parser.set_stemming_strategy(self.x.QueryParser.STEM_SOME)
        parser.set_default_op(self.x.Query.OP_OR)
        enquire = self.x.Enquire(self.db)
        enquire.set_query(parser.parse_query(" ".join(words(q)), 0))
        found = enquire.get_mset(0, 10)
        for hit in found:
            found.snippet(hit.document.get_data().decode(), 220, stem, self.x.MSet.SNIPPET_BACKGROUND_MODEL | self.x.MSet.SNIPPET_EXHAUSTIVE, "<mark>", "</mark>", "…")


try:
    docs = lines("docs")
    e = {"fts5": FTS5, "xapian": Xapian}[engine]()
    before = cpu()
    e.build(docs)
    spent = cpu() - before
    del docs
    began = time.perf_counter()
    e.open()
    opened = (time.perf_counter() - began) * 1e3
except Exception as fault:
    say({"Engine": engine, "Failure": repr(fault)})
    sys.exit()
say({"Engine": engine, "CPU": spent, "Bytes": size(), "OpenMS": opened})
for line in sys.stdin:
    micros, before = [], cpu()
    for q in lines(line.strip()):
        began = time.perf_counter()
        e.ask(q["Words"], q["Lang"])
        micros.append((time.perf_counter() - began) * 1e6)
    say({"CPU": cpu() - before, "Micros": micros, "RSS": resident()})
