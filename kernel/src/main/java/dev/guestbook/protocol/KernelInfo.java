package dev.guestbook.protocol;

import java.util.List;

/** {@code kernel_info_request}: who the kernel is. */
public final class KernelInfo {
    public static final String REQUEST = "kernel_info_request";

    private KernelInfo() {}

    /** A title and an address for the front end's help menu. */
    public record HelpLink(String text, String url) {}

    /**
     * {@code kernel_info_reply}; the language is Java.
     *
     * @param version the kernel's own
     * @param languageVersion Java's
     */
    public record Reply(String version, String languageVersion, String banner, List<HelpLink> helpLinks)
            implements Content {
        @Override
        public String type() {
            return "kernel_info_reply";
        }

        @Override
        public JsonObject json() {
            JsonObject language = JsonObject.of("name", "java")
                    .with("version", languageVersion)
                    .with("mimetype", "text/x-java-source")
                    .with("file_extension", ".java")
                    .with("pygments_lexer", "java")
                    .with("codemirror_mode", "text/x-java")
                    .with("nbconvert_exporter", "script");
            return JsonObject.of("status", "ok")
                    .with("protocol_version", Header.PROTOCOL_VERSION)
                    .with("implementation", "guestbook")
                    .with("implementation_version", version)
                    .with("language_info", language)
                    .with("banner", banner)
                    .with("supported_features", List.of())
                    .with("help_links", helpLinks.stream().map(this::link).toList());
        }

        private JsonObject link(HelpLink link) {
            return JsonObject.of("text", link.text).with("url", link.url);
        }
    }
}
