package io.athanor.scheduler.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/// An answer that browsers save as a file.
final class Attachment {
    private Attachment() {}

    /// @param name of the file
    static Response of(Object content, String name) {
        return Response.ok(content)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s\"".formatted(name))
                .build();
    }
}
