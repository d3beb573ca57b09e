/* The only C++ of the project: simdjson has no C interface. No exceptions,
 * no standard containers, nothing of C++ leaves this file. */
extern "C" {
#include "ingest/json_key_order.h"
#include "ingest/json_pick.h"
}

#define SIMDJSON_EXCEPTIONS 0
#include <cstdlib>
#include <cstring>
#include <new>
#include <simdjson.h>
#include <utility>

using namespace simdjson;

/* simdjson asks for its string buffer with this operator and goes on without
 * one if there is none: so it is noted here. */
static thread_local bool ran_out;

void *
operator new[](std::size_t n, const std::nothrow_t &) noexcept
{
	void *block = malloc(n);

	ran_out |= block == nullptr;
	return block;
}

void
operator delete[](void *block) noexcept
{
	free(block);
}

void
operator delete[](void *block, std::size_t) noexcept
{
	free(block);
}

/* Its table of processors is made at first use and throws where memory fails:
 * so it is made before main(). */
static const size_t table_made =
    get_active_implementation()->description().size();

struct gal_json_pick {
	ondemand::parser parser;
	struct gal_json_paths paths;
	struct gal_json_key_order order;
	struct gal_buffer copy; /* padded or mended lines */
};

/* How much a line may grow by mending: one bad byte becomes three. */
static const size_t copy_limit = (size_t)1 << 30;

extern "C" enum gal_status
gal_json_pick_new(struct gal_json_pick **out, const char *const *paths,
    size_t count, struct gal_error *err)
{
	struct gal_json_pick *pick = new (std::nothrow) gal_json_pick();

	if (pick == nullptr)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	pick->copy.limit = copy_limit;
	enum gal_status status =
	    gal_json_paths_build(&pick->paths, paths, count, err);
	if (status != GAL_OK) {
		delete pick;
		return status;
	}
	*out = pick;
	return GAL_OK;
}

extern "C" void
gal_json_pick_free(struct gal_json_pick *pick)
{
	if (pick == nullptr)
		return;
	gal_json_paths_free(&pick->paths);
	gal_buffer_free(&pick->copy);
	delete pick;
}

static struct gal_str
as_str(std::string_view view)
{
	return { view.data(), view.size() };
}

static struct gal_str
trimmed(std::string_view view)
{
	while (!view.empty() &&
	    (view.back() == ' ' || view.back() == '\t' || view.back() == '\r' ||
		view.back() == '\n'))
		view.remove_suffix(1);
	return as_str(view);
}

static size_t
digits(std::string_view text, size_t at)
{
	size_t from = at;

	while (at < text.size() && text[at] >= '0' && text[at] <= '9')
		at++;
	return at - from;
}

/* On-demand hands out the token of a number unread; what is no JSON number
 * must not pass as one. */
static bool
is_number(std::string_view text)
{
	size_t at = !text.empty() && text[0] == '-';
	size_t n = digits(text, at);

	if (n == 0 || (n > 1 && text[at] == '0'))
		return false;
	at += n;
	if (at < text.size() && text[at] == '.') {
		n = digits(text, at + 1);
		if (n == 0)
			return false;
		at += 1 + n;
	}
	if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
		at++;
		at += at < text.size() && (text[at] == '+' || text[at] == '-');
		n = digits(text, at);
		if (n == 0)
			return false;
		at += n;
	}
	return at == text.size();
}

/* A string without escapes is its own text. Its token ends where the next one
 * begins, and the parser has seen that quotes are closed and bytes valid. */
static bool
is_plain_string(struct gal_str token)
{
	return token.len >= 2 && token.data[token.len - 1] == '"' &&
	    memchr(token.data, '\\', token.len) == nullptr;
}

static error_code
read_value(ondemand::value value, struct gal_json_value *out)
{
	ondemand::json_type type;
	std::string_view view;
	error_code error = value.type().get(type);

	if (error)
		return error;
	switch (type) {
	case ondemand::json_type::string:
		out->type = GAL_JSON_STRING;
		out->text = trimmed(value.raw_json_token());
		if (is_plain_string(out->text)) {
			out->text.data++;
			out->text.len -= 2;
			return SUCCESS;
		}
		error = value.get_string().get(view);
		/* stored text holds no NUL: let the mended line give it */
		if (!error && memchr(view.data(), 0, view.size()) != nullptr)
			return STRING_ERROR;
		out->text = as_str(view);
		return error;
	case ondemand::json_type::number:
		out->type = GAL_JSON_NUMBER;
		out->text = trimmed(value.raw_json_token());
		return is_number({ out->text.data, out->text.len })
		    ? SUCCESS
		    : NUMBER_ERROR;
	case ondemand::json_type::boolean: {
		bool truth = false;

		error = value.get_bool().get(truth);
		out->type = truth ? GAL_JSON_TRUE : GAL_JSON_FALSE;
		return error;
	}
	case ondemand::json_type::null: {
		bool null = false;

		error = value.is_null().get(null);
		out->type = GAL_JSON_NULL;
		return error ? error : null ? SUCCESS : N_ATOM_ERROR;
	}
	case ondemand::json_type::array: {
		ondemand::array array;

		error = value.get_array().get(array);
		if (!error)
			error = array.raw_json().get(view);
		break;
	}
	case ondemand::json_type::object: {
		ondemand::object object;

		error = value.get_object().get(object);
		if (!error)
			error = object.raw_json().get(view);
		break;
	}
	}
	out->type = GAL_JSON_NESTED;
	out->text = trimmed(view);
	return error;
}

/* The node of a field's key, or -1. Keys almost never hold escapes, so the
 * raw bytes are compared up to the closing quote. *next is where the number of
 * this key is foretold, then where that of the key behind it is. */
static error_code
find_key(struct gal_json_pick *pick, int parent, ondemand::field &field,
    uint16_t **next, int *node)
{
	struct gal_json_key_order *order = &pick->order;
	const char *raw = field.key().raw();
	uint16_t number = **next;
	std::string_view key;
	size_t len = 0;
	bool fresh = false;

	if (!gal_json_key_is(order, number, parent, raw)) {
		while (raw[len] != '"' && raw[len] != '\\')
			len++;
		number = raw[len] == '"'
		    ? gal_json_key_number(&fresh, order, parent, raw, len)
		    : 0;
	}
	if (number != 0) {
		struct gal_json_known_key *known = &order->keys[number];

		if (fresh)
			known->node =
			    gal_json_paths_find(&pick->paths, parent, raw, len);
		**next = number;
		*next = &known->next;
		*node = known->node;
		return SUCCESS;
	}
	if (raw[len] == '"') {
		*node = gal_json_paths_find(&pick->paths, parent, raw, len);
		return SUCCESS;
	}
	error_code error = field.unescaped_key().get(key);
	*node = error
	    ? -1
	    : gal_json_paths_find(&pick->paths, parent, key.data(), key.size());
	return error;
}

static error_code
walk(struct gal_json_pick *pick, int parent, ondemand::object object,
    struct gal_json_value *values)
{
	struct gal_json_paths *paths = &pick->paths;
	uint16_t *next =
	    &pick->order.starts[(size_t)parent % GAL_JSON_KEY_STARTS];

	for (simdjson_result<ondemand::field> item : object) {
		ondemand::field field;
		error_code error = std::move(item).get(field);
		int at = -1;

		if (!error)
			error = find_key(pick, parent, field, &next, &at);
		if (error)
			return error;
		if (at < 0)
			continue;
		struct gal_json_path *node = &paths->nodes[at];
		ondemand::value value = field.value();
		if (node->value >= 0) {
			if (values[node->value].type == GAL_JSON_ABSENT)
				error = read_value(value, &values[node->value]);
		} else if (node->seen != paths->run) {
			ondemand::json_type type;
			ondemand::object nested;

			node->seen = paths->run;
			error = value.type().get(type);
			if (!error && type == ondemand::json_type::object) {
				error = value.get_object().get(nested);
				if (!error)
					error = walk(pick, at, nested, values);
			}
		}
		if (error)
			return error;
	}
	return SUCCESS;
}

static error_code
run_once(struct gal_json_pick *pick, const char *json, size_t len,
    size_t readable, struct gal_json_value *values)
{
	ondemand::document document;
	ondemand::object object;

	memset(values, 0, pick->paths.value_count * sizeof(values[0]));
	pick->paths.run++;
	ran_out = false;
	error_code error =
	    pick->parser.iterate(json, len, readable).get(document);
	if (ran_out) {
		pick->parser = ondemand::parser();
		return MEMALLOC;
	}
	if (!error)
		error = document.get_object().get(object);
	if (!error)
		error = walk(pick, 0, object, values);
	/* a second value behind the object: two lines without an end between,
	 * neither of which can be trusted */
	const char *place = nullptr;
	if (!error && document.current_location().get(place) == SUCCESS)
		error = TRAILING_CONTENT;
	return error;
}

extern "C" enum gal_status
gal_json_pick_run(struct gal_json_pick *pick, const char *json, size_t len,
    size_t readable, struct gal_json_value *values)
{
	bool changed = false;
	error_code error;

	/* a brace behind the object makes simdjson count all of them, which it
	 * does for no other byte: zeros must lie there instead */
	if (readable < len + SIMDJSON_PADDING || json[len] == '}') {
		gal_buffer_clear(&pick->copy);
		enum gal_status status = gal_buffer_reserve(
		    &pick->copy, len + SIMDJSON_PADDING, nullptr);
		if (status != GAL_OK)
			return GAL_NOMEM;
		memcpy(pick->copy.data, json, len);
		memset(pick->copy.data + len, 0, SIMDJSON_PADDING);
		error = run_once(
		    pick, pick->copy.data, len, len + SIMDJSON_PADDING, values);
	} else {
		error = run_once(pick, json, len, readable, values);
	}
	if (!error)
		return GAL_OK;
	if (error == MEMALLOC)
		return GAL_NOMEM;
	enum gal_status status =
	    gal_json_mend(&pick->copy, json, len, &changed);
	if (status == GAL_OK && changed) {
		size_t mended = pick->copy.len;

		status =
		    gal_buffer_reserve(&pick->copy, SIMDJSON_PADDING, nullptr);
		if (status == GAL_OK) {
			memset(pick->copy.data + mended, 0, SIMDJSON_PADDING);
			error = run_once(pick, pick->copy.data, mended,
			    mended + SIMDJSON_PADDING, values);
			if (!error)
				return GAL_OK;
		}
	}
	if (status != GAL_OK || error == MEMALLOC)
		return GAL_NOMEM;
	memset(values, 0, pick->paths.value_count * sizeof(values[0]));
	return GAL_FORMAT;
}
