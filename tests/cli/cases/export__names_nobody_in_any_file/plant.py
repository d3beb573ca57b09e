"""Archives of every format with invented people, whose names are marker words wherever a platform writes a name.

usage: plant.py FOLDER
The words begin with different letters: the full-text index writes a word without the letters it shares with the one before.
"""
import json
import os
import sys

AUTHOR, DISPLAY, MAIL, MENTION, NICK, FREE = ("vexilquor", "wobblethorn", "yarrowpike", "jumblefern", "kestrelmoss",
                                              "harbourquill")
NUMBER = "77700011122233"  # begins the number of every person
SAID = ("I love my companion, my AI boyfriend, and %s every evening", "Day %s of talking to my companion about work",
        "The new model is slow today, %s", "My therapist %s knows about my companion")
PEOPLE, POSTS = 12, 4


def posts():
    """(number of the post, person, time, what is said without any mention)"""
    for n in range(PEOPLE * POSTS):
        person = n % PEOPLE
        yield n, person, 1704067200 + 86400 * 20 * (n // PEOPLE) + 3600 * person, SAID[(n + n // PEOPLE) % 4] % FREE


def reddit(n, person, time, said):
    text = (f"{said}, thanks u/{MENTION}{n} and /u/{MENTION}_b, U/{MENTION}-c, u/{MENTION}\\_d, [him](/user/{MENTION}5), "
            f"https://www.reddit.com/user/{MENTION}6/comments/x, https://old.reddit.com/u/{MENTION}7, r/u_{MENTION}8, "
            f"mail {MAIL}@example.org")
    row = {"id": f"qq{n:02d}", "author": f"{AUTHOR}{person}", "author_fullname": f"t2_{AUTHOR}{person}",
           "author_flair_text": f"{NICK} the first", "created_utc": time, "score": 1, "name": f"t3_qq{n:02d}",
           "permalink": f"/user/{AUTHOR}{person}/comments/qq", "subreddit": "invented", "subreddit_id": "t5_2zzzz"}
    if n % 3 == 0:
        row.update(title=f"{said} u/{MENTION}", selftext=text, url=f"https://i.example/{AUTHOR}.png",
                   crosspost_parent_list=[{"author": f"{AUTHOR}x", "selftext": FREE}])
        if n % 2 == 0:
            row.update(subreddit=f"u_{AUTHOR}{person}", subreddit_name_prefixed=f"u/{AUTHOR}{person}")
    else:
        row.update(body=text, link_id="t3_qq00", parent_id="t3_qq00", link_author=f"{AUTHOR}0", name=f"t1_qq{n:02d}")
    return row


def discord(n, person, time, said):
    return {"id": str(9000 + n), "type": "Default", "timestamp": f"2024-0{1 + n // 12}-{1 + person:02d}T10:00:00+00:00",
            "content": f"{said} @{NICK} @{NICK} Wild <@{NUMBER}5> <@!{NUMBER}6> @{MENTION}{n} @{MENTION}.b {MAIL}@example.org",
            "author": {"id": f"{NUMBER}{person}", "name": f"{AUTHOR}{person}", "nickname": f"{DISPLAY} {person}",
                       "discriminator": "0001", "avatarUrl": f"https://cdn.example/{NUMBER}{person}/a.png",
                       "roles": [{"name": f"{NICK}s"}]},
            "mentions": [{"id": f"{NUMBER}5", "name": f"{MENTION}{n}", "nickname": NICK},
                         {"id": f"{NUMBER}6", "name": f"{MENTION}c", "nickname": f"{NICK} {DISPLAY}"}],
            "embeds": [{"author": {"name": DISPLAY}}], "reactions": [{"users": [{"name": NICK}]}]} | (
                {"content": f"@{NICK} {DISPLAY}, {said}"} if n % 4 == 1 else {})


def telegram(n, person, time, said):
    return {"id": n + 1, "type": "message", "date_unixtime": str(time), "from": f"{DISPLAY} {person}",
            "from_id": f"user{NUMBER}{person}", "forwarded_from": DISPLAY, "via_bot": f"@{AUTHOR}bot",
            "reply_to_message_id": n, "text": [
                said + " ", {"type": "mention", "text": f"@{MENTION}{n}"},
                {"type": "mention_name", "text": f"{DISPLAY} Wild", "user_id": int(NUMBER)},
                " ", {"type": "link", "text": f"https://t.me/{MENTION}"}, " ", {"type": "link", "text": f"t.me/s/{MENTION}"},
                {"type": "text_link", "text": "here", "href": f"tg://user?id={NUMBER}"},
                {"type": "email", "text": f"{MAIL}@example.org"}, {"type": "phone", "text": f"+{NUMBER}"},
                f" @{MENTION}b {MAIL}@example.org"]}


def xml(rows, root):
    from xml.sax.saxutils import quoteattr
    lines = ("<row " + " ".join(f"{k}={quoteattr(str(v))}" for k, v in row.items()) + "/>" for row in rows)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>\n' + "\n".join(lines) + f"\n</{root}>\n"


def stackexchange(n, person, time, said):
    return {"Id": n + 1, "PostTypeId": 1 + n % 2, "ParentId": 1, "CreationDate": f"2024-0{1 + n // 12}-{1 + person:02d}T10:00:00.000",
            "Score": 1, "Title": said, "OwnerUserId": f"{NUMBER}{person}", "OwnerDisplayName": f"{DISPLAY} {person}",
            "LastEditorDisplayName": f"{DISPLAY} the editor", "LastEditorUserId": f"{NUMBER}9",
            "Body": f'<p>{said} @{MENTION}{n} <a href="/users/{NUMBER}/{AUTHOR}">him</a> {MAIL}@example.org '
                    f"https://ai.stackexchange.com/users/{NUMBER}/{AUTHOR}</p>"}


def comment(n, person, time, said):
    row = {"Id": n + 1, "PostId": 1, "Text": f"@{MENTION}{n} {said} {MAIL}@example.org", "UserId": f"{NUMBER}{person}",
           "UserDisplayName": f"{DISPLAY}{person}", "CreationDate": f"2024-0{1 + n // 12}-{1 + person:02d}T10:00:00.000"}
    if person == 0:
        del row["UserId"]  # an account that is gone leaves its name
    return row


def mail(n, person, time, said):
    html = n % 3 == 2
    name = f"{DISPLAY} {AUTHOR}{person}"
    body = [said, "", f"On Mon, Jan 1, 2024, {name} <{MAIL}@example.org>", "wrote:", f"> {said}",
            f"> On Mon, {name} wrote:", f"> > mail {MAIL}@example.org", f"> From: {name} <{MAIL}@example.org>",
            f"> To: {name}", f"> Cc: \"{name}\" <{MAIL}@example.org>,", f">  {name} <{MAIL}@example.org>", "> Subject: tea",
            "-----Original Message-----", f"From: {name} [mailto:{MAIL}@example.org]", "Sent: Monday", f"To: {name}",
            f"{name} <{MAIL}@example.org> writes:", f"Am 1.1.2024 schrieb {name}:", f"Le 1 janv. 2024, {name} a écrit :",
            f"<{MAIL}@example.org>", f"mailto:{MAIL}@example.org"]
    if html:
        body = ["<p>" + "<br>".join(line.replace("<", "&lt;") for line in body) + "</p>"]
    return "\n".join(
        [f"From {MAIL}{person} at example.org  Mon Jan  1 10:00:{n:02d} 2024",
         f"From: {name} <{MAIL}{person}@example.org>" if n % 2 else f"From: {MAIL}{person} at example.org ({name})",
         f"To: {name} <{MAIL}@example.org>", f"Reply-To: {MAIL}@example.org", f"Date: Mon, 1 Jan 2024 10:00:{n:02d} +0000",
         f"Subject: [tea] {said} {MAIL}@example.org", f"Message-ID: <m{n}@example.org>", "In-Reply-To: <m0@example.org>",
         f"In-Reply-To: Message from {name} <{MAIL}@example.org> <m0@example.org>" if n % 5 == 0 else "X-Mailer: none",
         f"Content-Type: text/{'html' if html else 'plain'}; charset=utf-8", ""] + body + ["", ""])


def turn(n, person, time, said):
    return {"conversation_id": f"k{person}", "turn": n // PEOPLE + 1, "role": "user" if n % 5 else "ai", "text":
            f"{said} {MAIL}@example.org", "author": f"{AUTHOR}{person}", "user_id": f"{NUMBER}{person}", "created_utc": time}


def conversation(n, person, time, said):
    return {"conversation_id": f"c{n}", "create_time": time, "title": f"chat of {AUTHOR}", "mapping": {"a": {"message": {
        "id": f"m{n}", "author": {"role": "user", "name": f"{DISPLAY}"}, "create_time": time,
        "content": {"parts": [f"{said} {MAIL}@example.org"]}}, "parent": None}}}


def mapped(n, person, time, said):
    return {"text": f"{said} u/{MENTION}{n} @{MENTION}b <@{NUMBER}> {MAIL}@example.org", "author": f"{AUTHOR}{person}",
            "display": f"{DISPLAY}", "created": time, "community": "letters"}


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(text)


def main():
    folder = sys.argv[1]

    def rows(make):
        return [make(*post) for post in posts()]

    def lines(make):
        return "".join(json.dumps(row) + "\n" for row in rows(make))

    write(folder, "reddit.ndjson", lines(reddit))
    write(folder, "reddit.json", json.dumps([row | {"id": "x" + row["id"]} for row in rows(reddit)]))
    write(folder, "discord.json", json.dumps({"guild": {"id": "5", "name": "Tea"}, "channel": {"id": "7", "name": "green"},
                                              "messages": rows(discord)}))
    write(folder, "direct.json", json.dumps({"guild": {"id": "0", "name": "Direct Messages"}, "channel": {
        "id": "8", "name": f"{DISPLAY}"}, "messages": [row | {"id": "8" + row["id"]} for row in rows(discord)]}))
    write(folder, "telegram.json", json.dumps({"name": f"{DISPLAY}", "type": "personal_chat", "id": int(NUMBER),
                                               "messages": rows(telegram)}))
    write(folder, "account.json", json.dumps({"about": "…", "personal_information": {"first_name": DISPLAY}, "chats": {"list": [
        {"name": "Tea", "type": "private_supergroup", "id": 3, "messages": rows(telegram)}]}}))
    write(folder, "Posts.xml", xml(rows(stackexchange), "posts"))
    write(folder, "Comments.xml", xml(rows(comment), "comments"))
    write(folder, "Users.xml", xml([{"Id": NUMBER, "DisplayName": DISPLAY, "AboutMe": AUTHOR, "Location": NICK}], "users"))
    write(folder, "list.mbox", "\n".join(rows(mail)))
    write(folder, "turns.ndjson", lines(turn))
    write(folder, "conversations.json", json.dumps(rows(conversation)))
    write(folder, "mapped.ndjson", lines(mapped))
    table = rows(mapped)
    write(folder, "mapped.csv", ",".join(table[0]) + "\n" + "".join(
        ",".join(f'"{cell} too"' if key == "text" else str(cell) for key, cell in row.items()) + "\n" for row in table))


if __name__ == "__main__":
    main()
