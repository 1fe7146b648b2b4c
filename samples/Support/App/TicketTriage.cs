using Ptm;

namespace Support.App;

/// <summary>Decides which team answers a ticket.</summary>
public static class TicketTriage
{
    /// <summary>The team: <c>billing</c>, <c>shipping</c> or <c>person</c>.</summary>
    [PtmProvider("triage")]
    public static string Team(string ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return Mentions(ticket, "charged", "refund", "invoice") ? "billing"
            : Mentions(ticket, "parcel", "delivery", "tracking") ? "shipping"
            : "person";
    }

    static bool Mentions(string ticket, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (ticket.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
