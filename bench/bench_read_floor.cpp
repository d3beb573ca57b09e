extern "C" {
#include "bench_read_floor.h"
}

#define SIMDJSON_EXCEPTIONS 0
#include <cstring>
#include <simdjson.h>
#include <utility>

using namespace simdjson;

static const size_t slots = 256;
struct wanted {
	const char *key;
	size_t len;
};

static size_t
slot_of(const char *key, size_t len)
{
	return ((unsigned char)key[0] * 7 + (unsigned char)key[len - 1] * 31 +
		   len * 101) %
	    slots;
}

extern "C" uint64_t
bench_read_floor(const char *bytes, size_t len, const char *const *keys,
    size_t key_count, uint64_t *sum)
{
	ondemand::parser parser;
	wanted table[slots][4] = {};
	uint64_t lines = 0;
	size_t at = 0;

	for (size_t i = 0; i < key_count; i++) {
		if (strchr(keys[i], '.') != nullptr)
			continue;
		size_t n = strlen(keys[i]);
		wanted *row = table[slot_of(keys[i], n)];
		while (row->key != nullptr)
			row++;
		*row = { keys[i], n };
	}
	while (at < len) {
		const char *line = bytes + at;
		const char *end = (const char *)memchr(line, '\n', len - at);
		size_t n = end != nullptr ? (size_t)(end - line) : len - at;
		ondemand::document document;
		ondemand::object object;

		if (parser.iterate(line, n, len - at + SIMDJSON_PADDING)
			    .get(document) == SUCCESS &&
		    document.get_object().get(object) == SUCCESS) {
			for (simdjson_result<ondemand::field> item : object) {
				ondemand::field field;
				std::string_view text;
				int64_t number;

				if (std::move(item).get(field))
					break;
				const char *key = field.key().raw();
				size_t k = 0;
				while (key[k] != '"')
					k++;
				const wanted *row = table[slot_of(key, k)];
				while (row->key != nullptr &&
				    (row->len != k ||
					memcmp(row->key, key, k) != 0))
					row++;
				if (row->key == nullptr)
					continue;
				ondemand::value value = field.value();
				ondemand::json_type type;
				if (value.type().get(type))
					break;
				if (type == ondemand::json_type::string &&
				    value.get_string().get(text) == SUCCESS)
					*sum += text.size();
				else if (type == ondemand::json_type::number &&
				    value.get_int64().get(number) == SUCCESS)
					*sum += (uint64_t)number;
			}
			lines++;
		}
		at += n + 1;
	}
	return lines;
}
