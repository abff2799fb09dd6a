namespace AdminConsole.Making;

/// <summary>Delivery status notifications (RFC 3464) as mail servers write them.</summary>
public static class Notifications
{
    /// <param name="id">What our mail had as the first part of its Message-ID.</param>
    public static string Of(string status, string id) => $"""
        From: MAILER-DAEMON@mx.example.org
        Message-ID: <ffffffffffffffffffffffffffffffff@mx.example.org>
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        Désolé.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; lou@example.org
        Action: failed
        Status: {status}
        --b
        Content-Type: text/rfc822-headers

        Message-ID: <{id}@ent.example.org>
        --b--
        """;
}
