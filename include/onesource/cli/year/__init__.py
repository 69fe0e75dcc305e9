"""`onesource demo year`: a scripted year of the discrepancy loop, then held against what it promises.

Nothing of it needs the scheduler: the same steps, departmental systems and stores, on
simulated days. What departments and bureau do is drawn by a seed; whether the loop kept
its promises is judged from what lies in the database and on the departments' machine.
"""
