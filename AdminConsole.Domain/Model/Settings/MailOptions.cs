namespace AdminConsole.Domain.Model.Settings;

/// <summary>How the SMTP connection is secured. Implicit TLS (port 465) is not offered: the transport cannot do it.</summary>
public enum MailSecurity { None, StartTls }

/// <summary>Section « Mail »: the SMTP server that takes the messages.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>Null in Development sends the messages to a page instead.</summary>
    public string? Host { get; set; }
    public int Port { get; set; } = 587;
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;
    public string? User { get; set; }
    public string? Password { get; set; }
    public string? From { get; set; }

    /// <summary>Mails under way at once in one process. What the server allows is its own affair: some take 3, Postfix takes 50.</summary>
    public int Connections { get; set; } = 8;
}
