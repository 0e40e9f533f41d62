// fmt without its shared library: the functions that our code calls, instantiated from fmt's own headers.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE

namespace detail {
template auto thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template auto decimal_point_impl(locale_ref) -> char;
template void buffer<char>::append(const char*, const char*);
template void vformat_to(buffer<char>&, string_view, basic_format_args<FMT_BUFFER_CONTEXT(char)>, locale_ref);
}  // namespace detail

FMT_END_NAMESPACE
