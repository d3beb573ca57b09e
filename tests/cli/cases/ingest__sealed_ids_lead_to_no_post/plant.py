"""Archives of several platforms, every id of a post a marker, some written into texts as addresses.

usage: plant.py FOLDER
Prints the markers, one a line.
"""
import json
import os
import sys

folder = sys.argv[1]
ids = {"post": "zq9kx1", "other": "zq9kx2", "comment": "zw8jv3", "reply": "zw8jv4", "discord": "71234567890123451",
       "answered": "71234567890123452", "talk": "conv-vexil", "question": "8123459", "mail": "kestrel77@lists.example"}


def reddit(name, **more):
    return {"id": ids[name], "author": "keeper", "subreddit": "invented", "subreddit_id": "t5_2zzzz",
            "retrieved_on": 1710000000, "score": 1, **more}


def write(name, lines):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write("".join(lines))


def lines(rows):
    return [json.dumps(row) + "\n" for row in rows]


link = f"https://www.reddit.com/r/invented/comments/{ids['other']}/a_title/{ids['comment']}/"
posts = [reddit("post", created_utc=1704067200, title="A harbour", selftext=f"as said in ({link}) and redd.it/{ids['other']}."),
         reddit("other", created_utc=1704067300, title="Again", selftext="rain", crosspost_parent="t3_" + ids["post"])]
comments = [reddit("comment", created_utc=1704067400, body="the first answer", link_id="t3_" + ids["post"],
                   parent_id="t3_" + ids["post"]),
            reddit("reply", created_utc=1704067500, body="an answer to it", link_id="t3_" + ids["post"],
                   parent_id="t1_" + ids["comment"])]
write("posts.ndjson", lines(posts))
write("comments.ndjson", lines(comments))
write("talk.ndjson", lines({"conversation_id": ids["talk"], "turn": n + 1, "role": role, "content": text}
                           for n, (role, text) in enumerate([("user", "hello there"), ("assistant", "hello you"),
                                                             ("user", "how are you")])))
people = {"id": "1", "name": "keeper"}
write("discord.json", [json.dumps({
    "guild": {"id": "5", "name": "a server"}, "channel": {"id": "6", "name": "a room"},
    "messages": [{"id": ids["discord"], "type": "Default", "timestamp": "2024-01-01T10:00:00+00:00", "content": "rain",
                  "author": people},
                 {"id": ids["answered"], "type": "Reply", "timestamp": "2024-01-01T11:00:00+00:00",
                  "content": f"see https://discord.com/channels/5/6/{ids['discord']}", "author": people,
                  "reference": {"messageId": ids["discord"]}}]})])
write("Posts.xml", [f'<?xml version="1.0"?>\n<posts>\n<row Id="{ids["question"]}" PostTypeId="1" '
                    'CreationDate="2024-01-01T10:00:00.000" Score="1" Title="A question" Body="rain" OwnerUserId="1"/>\n</posts>\n'])
write("list.mbox", [f"From a Mon Jan  1 10:00:00 2024\nFrom: keeper <k@example.org>\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n"
                    f"Message-ID: <{ids['mail']}>\nSubject: rain\n\nrain again\n"])
print("\n".join(ids.values()))
